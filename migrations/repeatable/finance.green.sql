-- What is pledged follows the acts of the subsidiary book; money of a loan stays within the loan.
create or replace function finance.take_pledge() returns trigger language plpgsql as $$
declare
    v_act     record;
    v_loan    finance.loan;
    v_project record;
    v_first   integer;
    v_last    integer;
begin
    new.repeats := null;
    select l.* into v_loan from finance.loan l where l.loan_id = new.loan_id;
    if new.act_id is null and new.project_code is not null then
        select p.crediting_from, p.crediting_to into v_project from ccer.project_v p where p.code = new.project_code;
        if not found then
            raise exception '没有编号为 % 的项目。', new.project_code
                using errcode = '23514', constraint = 'pledge_project_known', hint = format('There is no project %s.', new.project_code);
        end if;
        -- The years a valuation spreads the expected tonnes over: as many as the period has, from the one it begins in.
        v_first := extract(year from v_project.crediting_from);
        v_last := extract(year from v_project.crediting_to + 1) - 1;
        if lower(new.years) < v_first or upper(new.years) - 1 > v_last then
            raise exception '质押的年份 %—% 超出项目 % 的计入期 % 至 %（计 %—% 年）。', lower(new.years), upper(new.years) - 1, new.project_code, v_project.crediting_from, v_project.crediting_to, v_first, v_last
                using errcode = '23514', constraint = 'pledge_within_crediting',
                      hint = format('The years %s to %s go beyond the crediting period of project %s, %s to %s, counted as the years %s to %s.', lower(new.years), upper(new.years) - 1, new.project_code,
                                    v_project.crediting_from, v_project.crediting_to, v_first, v_last);
        end if;
    end if;
    if new.act_id is not null then
        select a.* into v_act from ledger.act_v a where a.act_id = new.act_id;
        if v_act.act_id is null or v_act.kind <> 'freeze' or v_act.to_state <> 'frozen-pledge' or v_act.outcome <> 'confirmed' or v_act.reversed_by is not null then
            raise exception '办理单 % 不是已复核、未冲回的质押冻结。', new.act_id
                using errcode = '23514', constraint = 'pledge_as_its_act', hint = format('Act %s is no confirmed freeze for a pledge, or was taken back.', new.act_id);
        elsif not exists (select from finance.entity_holder h where h.holder = v_act.holder and h.book_id = v_loan.book_id) then
            raise exception '办理单 % 冻结的是“%”的减排量，借款的是另一单位。', new.act_id, v_act.holder_name
                using errcode = '23514', constraint = 'pledge_as_its_act', hint = format('Act %s freezes tonnes of %s; the borrower is another entity.', new.act_id, v_act.holder_name);
        elsif new.tonnes <> v_act.tonnes then
            raise exception '给出的 % 吨与办理单 % 冻结的 % 吨不符。', new.tonnes, new.act_id, v_act.tonnes
                using errcode = '23514', constraint = 'pledge_as_its_act', hint = format('%s t is not what act %s freezes: %s t.', new.tonnes, new.act_id, v_act.tonnes);
        end if;
        new.holder := v_act.holder;
        new.project_code := v_act.project;
        new.vintage := v_act.vintage;
        new.tonnes := v_act.tonnes;
    end if;
    new.ended_on := null;
    return new;
end $$;
drop trigger if exists take_pledge on finance.pledge;
create trigger take_pledge before insert on finance.pledge for each row execute function finance.take_pledge();

create or replace function finance.keep_pledge() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.ended_on is null and (to_jsonb(new) - 'ended_on') = (to_jsonb(old) - 'ended_on') and pg_trigger_depth() > 1 then
        return new;
    end if;
    raise exception '已经记下的不能更改或删除。'
        using errcode = '23514', constraint = 'kept_for_good', hint = 'What was entered is not changed or deleted.';
end $$;
drop trigger if exists keep_pledge on finance.pledge;
create trigger keep_pledge before update or delete on finance.pledge for each row execute function finance.keep_pledge();

-- Frozen tonnes are released by acts of the subsidiary book, one by one; any other pledge by its paper.
create or replace function finance.take_release() returns trigger language plpgsql as $$
declare
    v_pledge finance.pledge;
    v_act    record;
    v_before bigint;
begin
    select p.* into v_pledge from finance.pledge p where p.pledge_id = new.pledge_id for no key update;
    if v_pledge.ended_on is not null then
        raise exception '这笔质押已经解除。'
            using errcode = '23514', constraint = 'pledge_released', hint = 'This pledge is released.';
    elsif (v_pledge.kind = 'frozen-tonnes') <> (new.act_id is not null) then
        raise exception '冻结的减排量凭备查账的解除冻结办理单解除，其他质押不用办理单。'
            using errcode = '23514', constraint = 'pledge_as_its_act', hint = 'Frozen tonnes are released by an act of the subsidiary book, any other pledge without one.';
    elsif new.act_id is null then
        if new.released_on < v_pledge.registered_on then
            raise exception '解除不能早于登记日 %。', v_pledge.registered_on
                using errcode = '23514', constraint = 'pledge_released', hint = format('A pledge is not released before it was registered, on %s.', v_pledge.registered_on);
        end if;
        update finance.pledge set ended_on = new.released_on where pledge_id = new.pledge_id;
        return new;
    end if;
    select a.* into v_act from ledger.act_v a where a.act_id = new.act_id;
    select coalesce(sum(r.tonnes), 0) into v_before from finance.pledge_release r where r.pledge_id = new.pledge_id;
    if v_act.act_id is null or v_act.kind <> 'release' or v_act.from_state <> 'frozen-pledge' or v_act.outcome <> 'confirmed' or v_act.reversed_by is not null then
        raise exception '办理单 % 不是已复核、未冲回的解除质押冻结。', new.act_id
            using errcode = '23514', constraint = 'pledge_as_its_act', hint = format('Act %s is no confirmed release of a pledge, or was taken back.', new.act_id);
    elsif (v_act.holder, v_act.project, v_act.vintage) <> (v_pledge.holder, v_pledge.project_code, v_pledge.vintage) then
        raise exception '办理单 % 解除的不是这笔质押的减排量。', new.act_id
            using errcode = '23514', constraint = 'pledge_as_its_act', hint = format('Act %s releases other tonnes than this pledge''s.', new.act_id);
    elsif v_before + v_act.tonnes > v_pledge.tonnes then
        raise exception '质押 % 吨，已解除 % 吨，办理单 % 再解除 % 吨就超过了。', v_pledge.tonnes, v_before, new.act_id, v_act.tonnes
            using errcode = '23514', constraint = 'pledge_as_its_act', hint = format('%s t are pledged, %s t released; act %s with %s t would be more.', v_pledge.tonnes, v_before, new.act_id, v_act.tonnes);
    end if;
    new.tonnes := v_act.tonnes;
    new.released_on := v_act.effective_on;
    if v_before + v_act.tonnes = v_pledge.tonnes then
        update finance.pledge set ended_on = new.released_on where pledge_id = new.pledge_id;
    end if;
    return new;
end $$;
drop trigger if exists take_release on finance.pledge_release;
create trigger take_release before insert on finance.pledge_release for each row execute function finance.take_release();

-- What moves for a loan, a policy or a subsidy is of its book and no more than was agreed.
create or replace function finance.moved_for(p_kind text, p_id text, p_template text) returns bigint language sql stable as $$
    select coalesce(sum(e.amount_fen), 0)::bigint from finance.money_event e
    where e.subject_kind = p_kind and e.subject_id = p_id and e.template = p_template and finance.is_living(e.event_id)
$$;

create or replace function finance.judge_green_event() returns trigger language plpgsql as $$
declare
    v_loan    finance.loan;
    v_policy  finance.policy;
    v_subsidy finance.subsidy;
    v_most    bigint;
    v_before  bigint;
    v_purpose text := (select f.purpose from finance.fund f where f.fund_id = new.fund_id);
begin
    if new.reverses is not null then
        return new; -- judged by what it takes back: finance.judge_reversal
    elsif new.subject_kind = 'loan' then
        select l.* into v_loan from finance.loan l where l.loan_id::text = new.subject_id for no key update;
        if v_loan.loan_id is null then
            raise exception '没有编号为 % 的贷款。', new.subject_id
                using errcode = '23514', constraint = 'event_of_its_loan', hint = format('There is no loan number %s.', new.subject_id);
        elsif new.template in ('loan-received', 'loan-repaid', 'interest-paid') and new.book_id <> v_loan.book_id then
            raise exception '贷款 % 属于另一本账。', v_loan.number
                using errcode = '23514', constraint = 'event_of_its_loan', hint = format('Loan %s is of another book.', v_loan.number);
        elsif new.template = 'loan-received' and finance.moved_for('loan', new.subject_id, 'loan-received') + new.amount_fen > v_loan.principal_fen then
            raise exception '贷款 % 本金 % 元，到账超过了本金。', v_loan.number, finance.yuan(v_loan.principal_fen)
                using errcode = '23514', constraint = 'loan_within_principal', hint = format('The principal of loan %s is %s yuan; more would be received.', v_loan.number, finance.yuan(v_loan.principal_fen));
        elsif new.template = 'loan-repaid' and finance.moved_for('loan', new.subject_id, 'loan-repaid') + new.amount_fen > finance.moved_for('loan', new.subject_id, 'loan-received') then
            raise exception '归还超过了贷款 % 到账的金额。', v_loan.number
                using errcode = '23514', constraint = 'loan_within_principal', hint = format('More would be repaid of loan %s than was received.', v_loan.number);
        elsif new.template = 'interest-subsidy' and v_purpose is distinct from 'interest-subsidy' then
            raise exception '贴息要从用途为贷款贴息的资金支付。'
                using errcode = '23514', constraint = 'loan_fund_purpose', hint = 'An interest subsidy is paid from a fund for that purpose.';
        elsif new.template = 'risk-compensation' and v_purpose is distinct from 'risk-compensation' then
            raise exception '风险补偿要从用途为风险补偿的资金支付。'
                using errcode = '23514', constraint = 'loan_fund_purpose', hint = 'Risk compensation is paid from a fund for that purpose.';
        elsif new.template not in ('loan-received', 'loan-repaid', 'interest-paid', 'interest-subsidy', 'risk-compensation') then
            raise exception '这一事项不是贷款的。'
                using errcode = '23514', constraint = 'event_of_its_loan', hint = 'This is no event of a loan.';
        elsif new.template in ('interest-subsidy', 'risk-compensation') then
            v_before := finance.moved_for('loan', new.subject_id, new.template);
            -- How contracts count days differs; 360 to the year is the most any of them gives, so that no right payment is refused.
            v_most := case new.template
                when 'interest-subsidy' then floor(v_loan.principal_fen * v_loan.subsidy_percent / 100 * greatest(0, least(new.effective_on, v_loan.due_on) - v_loan.signed_on) / 360)
                else floor((finance.moved_for('loan', new.subject_id, 'loan-received') - finance.moved_for('loan', new.subject_id, 'loan-repaid')) * v_loan.risk_percent / 100) end;
            if v_most is null then
                raise exception '贷款 % 没有约定%。', v_loan.number, case new.template when 'interest-subsidy' then '贴息' else '风险补偿' end
                    using errcode = '23514', constraint = 'loan_gives_it', hint = format('Loan %s gives no %s.', v_loan.number, case new.template when 'interest-subsidy' then 'interest subsidy' else 'risk compensation' end);
            elsif v_before + new.amount_fen > v_most and new.template = 'interest-subsidy' then
                raise exception '贷款 % 的贴息：本金 % 元 × 年 % %% × % 天 ÷ 360 = % 元，已贴 % 元，再贴 % 元就超过了。', v_loan.number, finance.yuan(v_loan.principal_fen), v_loan.subsidy_percent::float8,
                    greatest(0, least(new.effective_on, v_loan.due_on) - v_loan.signed_on), finance.yuan(v_most), finance.yuan(v_before), finance.yuan(new.amount_fen)
                    using errcode = '23514', constraint = 'subsidy_within_contract',
                          hint = format('Interest subsidy of loan %s: principal %s yuan × %s %% a year × %s days / 360 = %s yuan; %s yuan are paid, another %s yuan would be more.', v_loan.number, finance.yuan(v_loan.principal_fen),
                                        v_loan.subsidy_percent::float8, greatest(0, least(new.effective_on, v_loan.due_on) - v_loan.signed_on), finance.yuan(v_most), finance.yuan(v_before), finance.yuan(new.amount_fen));
            elsif v_before + new.amount_fen > v_most then
                raise exception '贷款 % 的风险补偿：未还本金 % 元的 % %% 是 % 元，已补 % 元，再补 % 元就超过了。', v_loan.number,
                    finance.yuan(finance.moved_for('loan', new.subject_id, 'loan-received') - finance.moved_for('loan', new.subject_id, 'loan-repaid')), v_loan.risk_percent::float8, finance.yuan(v_most), finance.yuan(v_before), finance.yuan(new.amount_fen)
                    using errcode = '23514', constraint = 'risk_within_contract',
                          hint = format('Risk compensation of loan %s: %s %% of the principal that is not repaid are %s yuan; %s yuan are paid, another %s yuan would be more.', v_loan.number, v_loan.risk_percent::float8,
                                        finance.yuan(v_most), finance.yuan(v_before), finance.yuan(new.amount_fen));
            end if;
        end if;
    elsif new.subject_kind = 'policy' then
        select p.* into v_policy from finance.policy p where p.policy_id::text = new.subject_id for no key update;
        if v_policy.policy_id is null or new.template not in ('premium-paid', 'claim-received') then
            raise exception '这一事项不是保单的，或没有编号为 % 的保单。', new.subject_id
                using errcode = '23514', constraint = 'event_of_its_policy', hint = format('This is no event of a policy, or there is no policy number %s.', new.subject_id);
        elsif new.template = 'premium-paid' and finance.moved_for('policy', new.subject_id, 'premium-paid') + new.amount_fen > v_policy.premium_fen then
            raise exception '保单 % 的保险费共 % 元，支付超过了。', v_policy.number, finance.yuan(v_policy.premium_fen)
                using errcode = '23514', constraint = 'policy_within_premium', hint = format('The premium of policy %s is %s yuan; more would be paid.', v_policy.number, finance.yuan(v_policy.premium_fen));
        elsif new.template = 'claim-received' and finance.moved_for('policy', new.subject_id, 'claim-received') + new.amount_fen > v_policy.sum_fen then
            raise exception '保单 % 的保险金额 % 元，理赔超过了。', v_policy.number, finance.yuan(v_policy.sum_fen)
                using errcode = '23514', constraint = 'policy_within_premium', hint = format('Policy %s insures %s yuan; more would be received.', v_policy.number, finance.yuan(v_policy.sum_fen));
        end if;
    elsif new.subject_kind = 'subsidy' then
        select s.* into v_subsidy from finance.subsidy s where s.subsidy_id::text = new.subject_id for no key update;
        if v_subsidy.subsidy_id is null or new.template <> 'grant-received' or new.book_id <> v_subsidy.book_id then
            raise exception '这一事项不是补助的，或补助属于另一本账。'
                using errcode = '23514', constraint = 'event_of_its_subsidy', hint = 'This is no event of a subsidy, or the subsidy is of another book.';
        elsif finance.moved_for('subsidy', new.subject_id, 'grant-received') + new.amount_fen > v_subsidy.amount_fen then
            raise exception '补助 % 共 % 元，到账超过了。', v_subsidy.document_number, finance.yuan(v_subsidy.amount_fen)
                using errcode = '23514', constraint = 'subsidy_within_grant', hint = format('Subsidy %s is %s yuan; more would be received.', v_subsidy.document_number, finance.yuan(v_subsidy.amount_fen));
        end if;
    end if;
    return new;
end $$;
drop trigger if exists judge_green_event on finance.money_event;
create trigger judge_green_event before insert on finance.money_event for each row when (new.subject_kind in ('loan', 'policy', 'subsidy')) execute function finance.judge_green_event();

do $$
declare
    v_table text;
begin
    foreach v_table in array array['loan', 'pledge_release', 'valuation', 'policy', 'subsidy'] loop
        execute format('drop trigger if exists keep_%1$s on finance.%1$s', v_table);
        execute format('create trigger keep_%1$s before update or delete on finance.%1$s for each row execute function finance.keep()', v_table);
    end loop;
end $$;

create or replace view finance.loan_v as
select l.loan_id, l.book_id, b.code as book, b.short_name as book_name, l.number, l.kind, l.lender, l.principal_fen, l.annual_percent, l.signed_on, l.due_on, l.repayment, l.guarantor,
       l.subsidy_percent, l.subsidy_fund_id, f.document_number as subsidy_document, l.risk_percent, l.risk_fund_id, r.document_number as risk_document, r.amount_fen as risk_fund_fen,
       encode(l.file_sha256, 'hex') as file_sha256, l.note, l.is_demonstration, m.received_fen, m.repaid_fen, m.received_fen - m.repaid_fen as left_fen, m.interest_fen, m.subsidy_fen,
       m.risk_paid_fen, m.pending, (select count(*)::int from finance.pledge p where p.loan_id = l.loan_id and p.ended_on is null) as pledges
from finance.loan l
join finance.entity b using (book_id)
left join finance.fund f on f.fund_id = l.subsidy_fund_id
left join finance.fund r on r.fund_id = l.risk_fund_id
cross join lateral (
    select coalesce(sum(e.amount_fen) filter (where e.template = 'loan-received' and o.outcome = 'posted'), 0)::bigint as received_fen,
           coalesce(sum(e.amount_fen) filter (where e.template = 'loan-repaid' and o.outcome = 'posted'), 0)::bigint as repaid_fen,
           coalesce(sum(e.amount_fen) filter (where e.template = 'interest-paid' and o.outcome = 'posted'), 0)::bigint as interest_fen,
           coalesce(sum(e.amount_fen) filter (where e.template = 'interest-subsidy' and o.outcome = 'posted'), 0)::bigint as subsidy_fen,
           coalesce(sum(e.amount_fen) filter (where e.template = 'risk-compensation' and o.outcome = 'posted'), 0)::bigint as risk_paid_fen,
           (count(*) filter (where o.outcome is null))::int as pending
    from finance.money_event e left join finance.money_event_outcome o using (event_id)
    where e.subject_kind = 'loan' and e.subject_id = l.loan_id::text and not finance.is_reversed(e.event_id)
) m;

create or replace view finance.pledge_v as
select p.pledge_id, p.loan_id, l.number as loan, b.code as book, b.short_name as book_name, l.lender, p.kind, p.project_code, p.act_id, p.holder, p.vintage, p.tonnes,
       coalesce(r.tonnes, 0)::bigint as released_t, lower(p.years) as from_year, upper(p.years) - 1 as last_year, p.what, p.registration_no, p.registered_on, p.until_on,
       encode(p.file_sha256, 'hex') as file_sha256, p.ended_on, p.is_demonstration, v.valuation_id, v.valued_on, v.value_fen, coalesce(cardinality(v.missing), 0) as missing
from finance.pledge p
join finance.loan l using (loan_id)
join finance.entity b on b.book_id = l.book_id
left join lateral (select sum(x.tonnes) as tonnes from finance.pledge_release x where x.pledge_id = p.pledge_id) r on true
left join lateral (select x.valuation_id, x.valued_on, x.value_fen, x.missing from finance.valuation x where x.pledge_id = p.pledge_id order by x.valuation_id desc limit 1) v on true;

create or replace view finance.policy_v as
select p.policy_id, p.book_id, b.code as book, b.short_name as book_name, p.number, p.kind, p.insurer, p.insured, p.project_code, p.area_mu, p.sum_fen, p.central_fen, p.province_fen, p.city_fen,
       p.county_fen, p.own_fen, p.premium_fen, p.from_on, p.until_on, encode(p.file_sha256, 'hex') as file_sha256, p.is_demonstration,
       coalesce(m.paid_fen, 0)::bigint as paid_fen, coalesce(m.claimed_fen, 0)::bigint as claimed_fen
from finance.policy p
join finance.entity b using (book_id)
cross join lateral (
    select sum(e.amount_fen) filter (where e.template = 'premium-paid') as paid_fen, sum(e.amount_fen) filter (where e.template = 'claim-received') as claimed_fen
    from finance.money_event e join finance.money_event_outcome o on o.event_id = e.event_id and o.outcome = 'posted'
    where e.subject_kind = 'policy' and e.subject_id = p.policy_id::text and not finance.is_reversed(e.event_id)
) m;

create or replace view finance.subsidy_v as
select s.subsidy_id, s.book_id, b.code as book, b.short_name as book_name, s.kind, s.document_number, s.granted_on, s.amount_fen, s.purpose, s.project_code, s.loan_id, s.policy_id,
       encode(s.file_sha256, 'hex') as file_sha256, s.is_demonstration,
       coalesce((select sum(e.amount_fen) from finance.money_event e join finance.money_event_outcome o on o.event_id = e.event_id and o.outcome = 'posted'
                 where e.subject_kind = 'subsidy' and e.subject_id = s.subsidy_id::text and e.template = 'grant-received' and not finance.is_reversed(e.event_id)), 0)::bigint as received_fen
from finance.subsidy s
join finance.entity b using (book_id);
