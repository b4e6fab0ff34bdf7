-- 冲销: a posted voucher is taken back by one that cites it, line by line the other way, made by one account and posted by another. What has a way of its own to be
-- taken back (a sale by its act, a run by its recovery) is not taken back here. It is judged when the voucher is made and again when it is posted: what hangs on the
-- other may have come in between (p_by is the voucher that takes it back, not in its own way).
drop function if exists finance.reversal_obstacle(bigint);
create or replace function finance.reversal_obstacle(p_event bigint, p_by bigint default null) returns table (sentence text, english text) language sql stable as $$
    select x.sentence, x.english
    from finance.money_event e
    left join finance.money_event_outcome o using (event_id)
    left join finance.fund f on f.fund_id = e.fund_id
    left join lateral (
        select finance.fund_covered_fen(f.fund_id) as covered_fen, finance.fund_drawn_fen(f.fund_id) as drawn_fen, finance.fund_used_fen(f.fund_id) as used_fen,
               (select n.document_number || ' ' || n.budget_year from finance.fund n where n.carried_from = f.fund_id) as carried_to
        where f.fund_id is not null
    ) m on true
    cross join lateral (values
        (o.outcome is distinct from 'posted', '只有已记账的凭证可以冲销；没有记账的请作废。', 'Only a posted voucher is taken back; one that is not posted is voided.'),
        (e.template = 'reversal', '冲销凭证不能再冲销：要恢复原来的事项，请重新制单。', 'What takes a voucher back is not taken back itself: make the voucher again.'),
        (e.template in ('sale-agreed', 'sale-reversed'), '成交跟随备查账的办理单：办理单冲回后，在成交页冲减。', 'A sale follows its act of the subsidiary book: once that is taken back, take the revenue back on the page of the sale.'),
        (e.template in ('share-owed', 'share-recovered', 'compensation-owed'), '分配和名单的计提不在凭证上冲销：分配用追回，名单里的行用暂缓和更正。',
         'What a run or a list owes is not taken back by a voucher: a run is recovered, a line of a list is held and corrected.'),
        (exists (select from finance.invoice i join finance.settlement s using (invoice_id) where i.event_id = e.event_id and finance.is_living(s.event_id)),
         '这张发票已有付款：先冲销或作废付款的凭证。', 'This invoice has payments: take those back first.'),
        (e.template = 'loan-received' and e.subject_kind = 'loan'
         and finance.moved_for('loan', e.subject_id, 'loan-received') - e.amount_fen < finance.moved_for('loan', e.subject_id, 'loan-repaid'),
         '这笔借款已有归还：先冲销归还的凭证。', 'This loan has repayments: take those back first.'),
        (exists (select from finance.posting_template t where t.template = e.template and t.fund_effect = 'in')
         and m.covered_fen - e.amount_fen < m.drawn_fen,
         '资金 ' || f.document_number || ' 已支付 ' || finance.yuan(m.drawn_fen) || ' 元'
             || case when m.drawn_fen > m.used_fen then '（其中 ' || finance.yuan(m.drawn_fen - m.used_fen) || ' 元是结转后从 ' || m.carried_to || ' 支付的）' else '' end
             || '，冲销后到账只有 ' || finance.yuan(m.covered_fen - e.amount_fen) || ' 元：先冲销或作废支付的凭证。',
         'CNY ' || finance.yuan(m.drawn_fen) || ' are paid from fund ' || f.document_number
             || case when m.drawn_fen > m.used_fen then ' (CNY ' || finance.yuan(m.drawn_fen - m.used_fen) || ' of them after it was carried on, from ' || m.carried_to || ')' else '' end
             || '; only CNY ' || finance.yuan(m.covered_fen - e.amount_fen) || ' would remain arrived: take the payments back first.'),
        (exists (select from finance.share_kept k join finance.payable_list l using (list_id) where k.event_id = e.event_id and (l.state = 'paid'
             or exists (select from finance.payment_line p where p.list_id = k.list_id and p.line = k.line and p.outcome is distinct from 'returned'))),
         '留抵以后余下的已经付出或在支付途中，不能冲销：多留的另行支付。', 'What remained after this was kept back is paid or on its way: it is not taken back; what was kept too much is paid by itself.'),
        (exists (select from finance.distribution_run d where d.receipt_event_id = e.event_id and d.state <> 'withdrawn'),
         '这笔到账已经拿来分配，不能冲销：没有复核的分配先撤回，已复核的用追回。', 'This receipt was divided and is not taken back: withdraw a run that is not confirmed, recover one that is.'),
        (exists (select from finance.money_event r left join finance.money_event_outcome w using (event_id) where r.reverses = e.event_id and r.event_id is distinct from p_by and w.outcome is distinct from 'voided'),
         '这张凭证已有冲销凭证。', 'This voucher has been taken back, or is about to be.')
    ) as x (holds, sentence, english)
    where e.event_id = p_event and x.holds
    limit 1
$$;

create or replace function finance.judge_reversal() returns trigger language plpgsql as $$
declare
    v_event finance.money_event;
    v_why   record;
begin
    -- Its row orders those who would take it back at the same time.
    select e.* into v_event from finance.money_event e where e.event_id = new.reverses for no key update;
    select r.* into v_why from finance.reversal_obstacle(new.reverses) r;
    if found then
        raise exception '%', v_why.sentence using errcode = '23514', constraint = 'reversal_possible', hint = v_why.english;
    elsif new.effective_on < v_event.effective_on then
        raise exception '冲销日期不能早于凭证日期 %。', v_event.effective_on
            using errcode = '23514', constraint = 'reversal_possible', hint = format('A voucher is not taken back before its own day, %s.', v_event.effective_on);
    elsif (new.book_id, new.other_book_id, new.amount_fen, new.tax_fen, new.cash_fen, new.other_cash_fen, new.fund_id, new.subject_kind, new.subject_id) is distinct from
          (v_event.book_id, v_event.other_book_id, v_event.amount_fen, v_event.tax_fen, -v_event.cash_fen, -v_event.other_cash_fen, v_event.fund_id, v_event.subject_kind, v_event.subject_id) then
        raise exception '冲销凭证须与原凭证相反，金额、账簿、资金和事由相同。'
            using errcode = '23514', constraint = 'reversal_as_its_voucher', hint = 'What takes a voucher back is the same the other way: amount, books, fund and subject.';
    end if;
    return new;
end $$;
drop trigger if exists judge_reversal on finance.money_event;
create trigger judge_reversal before insert on finance.money_event for each row when (new.reverses is not null) execute function finance.judge_reversal();

create or replace function finance.judge_reversal_posted() returns trigger language plpgsql as $$
declare
    v_taken bigint := (select e.reverses from finance.money_event e where e.event_id = new.event_id);
    v_why   record;
begin
    if v_taken is null then
        return new;
    end if;
    -- The rows that order payments of an invoice, repayments of a loan and payments from a fund.
    perform from finance.invoice i where i.event_id = v_taken for no key update;
    perform from finance.loan l join finance.money_event e on e.subject_kind = 'loan' and e.subject_id = l.loan_id::text where e.event_id = v_taken for no key update of l;
    perform from finance.fund f join finance.money_event e using (fund_id) where e.event_id = v_taken for no key update of f;
    select r.* into v_why from finance.reversal_obstacle(v_taken, new.event_id) r;
    if found then
        raise exception '%', v_why.sentence using errcode = '23514', constraint = 'reversal_possible', hint = v_why.english;
    end if;
    return new;
end $$;
drop trigger if exists judge_reversal_posted on finance.money_event_outcome;
create trigger judge_reversal_posted before insert on finance.money_event_outcome for each row when (new.outcome = 'posted') execute function finance.judge_reversal_posted();
