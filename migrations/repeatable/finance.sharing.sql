-- Receipts a run may divide: posted, standing, income of a project that is of no sale of its book. Whether the project was registered when the money came in is asked where it is divided.
create or replace view finance.receipt_to_share_v as
select e.event_id, e.book_id, b.code as book, e.subject_id as project_code, '记-' || e.voucher_no as voucher, e.effective_on, e.summary, e.evidence, e.cash_fen,
       j.registered_on, coalesce(j.registered_on <= e.effective_on, false) as is_registered
from finance.money_event e
join finance.money_event_outcome o on o.event_id = e.event_id and o.outcome = 'posted'
join finance.posting_template t on t.template = e.template and t.income_kind = 'mandate'
join finance.entity b on b.book_id = e.book_id
left join ccer.project_v j on j.code = e.subject_id
where e.subject_kind = 'project' and e.cash_fen > 0 and not finance.is_reversed(e.event_id);

-- What is divided came in, and by one proof: a sale, or a posted voucher of the project's money. No more of either is divided than it brought.
create or replace function finance.judge_run() returns trigger language plpgsql as $$
declare
    v_agreement finance.agreement;
    v_brought   bigint;
    v_divided   bigint;
    v_receipt   finance.receipt_to_share_v;
    v_came_on   date;
    v_newer     finance.agreement;
begin
    select a.* into v_agreement from finance.agreement a where a.agreement_id = new.agreement_id;
    if trim(new.evidence) = '' then
        raise exception '请写明分配的依据（成交编号、结算单、银行回单）。'
            using errcode = '23514', constraint = 'run_says_its_evidence', hint = 'Say what the run rests on: number of the trade, of the settlement, of the bank record.';
    elsif num_nonnulls(new.sale_id, new.receipt_event_id) <> 1 then
        raise exception '分配的收入要来自一笔成交，或本项目一张已记账的到账凭证：选其中一个。'
            using errcode = '23514', constraint = 'run_names_its_revenue', hint = 'What is divided came from a sale or by a posted receipt voucher of the project: name one of them.';
    elsif new.sale_id is not null then
        -- The sale's row orders those who would divide it at the same time.
        perform from finance.sale s where s.sale_id = new.sale_id for no key update;
        select s.amount_fen into v_brought from finance.sale_v s
        where s.sale_id = new.sale_id and s.outcome = 'posted' and not s.is_reversed and s.book_id = v_agreement.book_id and s.project_code = v_agreement.project_code;
        if v_brought is null then
            raise exception '成交没有记账、已冲减，或不是这份协议的账簿和项目的。'
                using errcode = '23514', constraint = 'run_of_its_sale', hint = 'The sale is not posted, is taken back, or is not of the agreement''s book and project.';
        end if;
        select sum(r.revenue_fen) into v_divided from finance.distribution_run r where r.sale_id = new.sale_id and r.state <> 'withdrawn';
    else
        perform from finance.money_event e where e.event_id = new.receipt_event_id for no key update;
        select e.* into v_receipt from finance.receipt_to_share_v e
        where e.event_id = new.receipt_event_id and e.book_id = v_agreement.book_id and e.project_code = v_agreement.project_code;
        v_brought := v_receipt.cash_fen;
        if v_brought is null then
            raise exception '到账凭证没有记账、已冲销、不是收入，或没有写明是这份协议的账簿和项目 % 的。', v_agreement.project_code
                using errcode = '23514', constraint = 'run_of_its_receipt', hint = format('The voucher is not posted, is taken back, is no income, or does not name project %s in the agreement''s book.', v_agreement.project_code);
        -- A sale is of registered tonnes by its act; of a share of somebody else's sale only the project says it.
        elsif not v_receipt.is_registered then
            raise exception '项目 % 在到账日 % 没有登记（登记日：%），这笔到账不是它的减排量所得，不能拿来分配：请核对到账写明的项目，或先在项目页登记。',
                v_agreement.project_code, v_receipt.effective_on, coalesce(v_receipt.registered_on::text, '无')
                using errcode = '23514', constraint = 'run_of_registered_project',
                      hint = format('Project %s was not registered on %s, the day of the receipt (registered: %s): this is no revenue of its reductions and is not divided. Check which project the receipt names, or register it on its page first.',
                                    v_agreement.project_code, v_receipt.effective_on, coalesce(v_receipt.registered_on::text, 'no'));
        end if;
        select sum(r.revenue_fen) into v_divided from finance.distribution_run r where r.receipt_event_id = new.receipt_event_id and r.state <> 'withdrawn';
    end if;
    -- A later version divides what came in from its day on.
    v_came_on := coalesce((select s.traded_on from finance.sale s where s.sale_id = new.sale_id), v_receipt.effective_on);
    select a.* into v_newer from finance.agreement a
    where a.project_code = v_agreement.project_code and a.version > v_agreement.version and a.signed_on <= v_came_on
    order by a.version desc limit 1;
    if v_newer.agreement_id is not null then
        raise exception '这笔收入的日期是 %，第 % 版协议自 % 起生效：请按它分配，不能再按第 % 版。', v_came_on, v_newer.version, v_newer.signed_on, v_agreement.version
            using errcode = '23514', constraint = 'run_by_the_version_in_force',
                  hint = format('This revenue is of %s and version %s of the agreement is in force since %s: divide it by that one and not by version %s.', v_came_on, v_newer.version, v_newer.signed_on, v_agreement.version);
    end if;
    if new.revenue_fen + coalesce(v_divided, 0) > v_brought then
        raise exception '这笔收入 % 元，已拿来分配 % 元，再分 % 元就超过了。', finance.yuan(v_brought), finance.yuan(coalesce(v_divided, 0)), finance.yuan(new.revenue_fen)
            using errcode = '23514', constraint = 'run_within_revenue',
                  hint = format('%s yuan came in, %s yuan of it are divided; another %s yuan would be more.', finance.yuan(v_brought), finance.yuan(coalesce(v_divided, 0)), finance.yuan(new.revenue_fen));
    elsif exists (select from finance.distribution_run r join finance.agreement a using (agreement_id)
                  where a.project_code = v_agreement.project_code and r.title = new.title and r.state <> 'withdrawn') then
        raise exception '项目 % 已有名为“%”的分配：请另起名称，例如写明第几期。', v_agreement.project_code, new.title
            using errcode = '23514', constraint = 'run_title_once', hint = format('Project %s has a run called “%s” already: give this one another title, its number for instance.', v_agreement.project_code, new.title);
    end if;
    return new;
end $$;
drop trigger if exists judge_run on finance.distribution_run;
create trigger judge_run before insert on finance.distribution_run for each row execute function finance.judge_run();
