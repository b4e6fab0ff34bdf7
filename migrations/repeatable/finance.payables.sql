-- 留抵: kept back from a line by vouchers that are neither voided nor taken back, those that wait included; while one waits the line is not paid.
create or replace function finance.kept_fen(p_list bigint, p_line integer) returns bigint language sql stable as $$
    select coalesce(sum(k.amount_fen), 0)::bigint from finance.share_kept k where k.list_id = p_list and k.line = p_line and finance.is_living(k.event_id)
$$;

create or replace function finance.is_keeping(p_list bigint, p_line integer) returns boolean language sql stable as $$
    select exists (select from finance.share_kept k join finance.money_event_waiting w using (event_id) where k.list_id = p_list and k.line = p_line)
$$;

-- Accounts of payees with what a second account said of them; one that nobody confirmed is paid into by no file.
create or replace view finance.payee_account_v as
select a.payee_account_id, a.payee_id, a.kind, a.bank, a.account_no, a.account_name, a.entered_by, a.entered_at, coalesce(o.outcome, 'waiting') as outcome, o.decided_by, o.decided_at
from finance.payee_account a
left join finance.payee_account_outcome o using (payee_account_id);

create or replace function finance.judge_account_outcome() returns trigger language plpgsql as $$
declare
    v_account finance.payee_account;
    v_beside  text;
    v_payee   text;
begin
    new.decided_by := current_setting('forestcarbon.actor');
    select a.* into v_account from finance.payee_account a where a.payee_account_id = new.payee_account_id;
    -- The payee's row orders those who confirm accounts of one payee.
    perform from finance.payee p where p.payee_id = v_account.payee_id for no key update;
    if new.outcome = 'confirmed' and v_account.entered_by = new.decided_by then
        raise exception '收款账户由登记以外的另一个账号确认。'
            using errcode = '23514', constraint = 'account_maker_is_not_checker', hint = 'A payee''s account is confirmed by another account than the one that entered it.';
    elsif new.outcome = 'confirmed' then
        select a.account_no, p.name into v_beside, v_payee
        from finance.payee_account_v a join finance.payee p using (payee_id)
        where a.payee_id = v_account.payee_id and a.kind = v_account.kind and a.outcome = 'waiting' and a.payee_account_id <> v_account.payee_account_id
        order by a.payee_account_id limit 1;
        if found then
            raise exception '收款人 % 有不止一个待确认的%账户（尾号 %、%）：先对不用的选“不确认”，再确认要用的。', v_payee, v_account.kind, right(v_account.account_no, 4), right(v_beside, 4)
                using errcode = '23514', constraint = 'account_waits_alone',
                      hint = format('More than one account of one kind waits for payee %s (ending in %s, %s): refuse the one that is not used, then confirm the other.', v_payee, right(v_account.account_no, 4), right(v_beside, 4));
        end if;
    end if;
    return new;
end $$;
drop trigger if exists judge_account_outcome on finance.payee_account_outcome;
create trigger judge_account_outcome before insert on finance.payee_account_outcome for each row execute function finance.judge_account_outcome();
drop trigger if exists keep_account_outcome on finance.payee_account_outcome;
create trigger keep_account_outcome before update or delete on finance.payee_account_outcome for each row execute function finance.keep();
drop trigger if exists keep_account on finance.payee_account;
create trigger keep_account before update or delete on finance.payee_account for each row execute function finance.keep();

-- Accounts that came to a payee after finance had approved the list: what is paid then is not what was looked at. Also where the holder's name is another than the payee's.
-- Beside each stands the account there was at the approval; where there was none, the one before it.
create or replace view finance.account_change_v as
select n.list_id, n.line, n.payee_id, y.name as payee_name, a.kind, a.bank, a.account_no, a.account_name, b.account_no as was_no, b.account_name as was_name, a.entered_by, a.entered_at, a.decided_by, a.decided_at
from finance.payable_line n
join finance.payee y using (payee_id)
cross join lateral (select max(m.moved_at) as approved_at from finance.list_move m where m.list_id = n.list_id and m.from_state = 'finance' and m.to_state = 'approved') m
join finance.payee_account_v a on a.payee_id = n.payee_id and a.outcome = 'confirmed' and a.decided_at > m.approved_at
left join lateral (
    select x.account_no, x.account_name from finance.payee_account_v x
    where x.payee_id = a.payee_id and x.kind = a.kind and x.outcome = 'confirmed' and x.payee_account_id < a.payee_account_id
    order by x.decided_at <= m.approved_at desc, x.payee_account_id desc limit 1
) b on true
where b.account_no is not null or a.account_name <> y.name;

-- Who objects is said, and nobody objects to what never hung or is over. What was said while the list hung may still be entered late, as long as something of the list can be held or sent back.
create or replace function finance.judge_objection() returns trigger language plpgsql as $$
declare
    v_list  record;
    v_began date := (select min(m.moved_on) from finance.list_move m where m.list_id = new.list_id and m.to_state = 'publicity');
    v_ended date := (select max(m.moved_on) from finance.list_move m where m.list_id = new.list_id and m.from_state in ('publicity', 'published') and m.to_state not in ('publicity', 'published'));
begin
    -- The list's row orders objections and steps.
    select l.state, l.way, s.name_zh, s.name_en into v_list from finance.payable_list l join finance.list_state s using (state) where l.list_id = new.list_id for share of l;
    if trim(new.objector) = '' then
        raise exception '请写明谁提出异议。'
            using errcode = '23514', constraint = 'objection_says_who', hint = 'Say who objects.';
    elsif v_list.state in ('paid', 'withdrawn') then
        raise exception '名单的状态是“%”，不再登记异议：没有可以暂缓或退回的行。', v_list.name_zh
            using errcode = '23514', constraint = 'objection_while_correctable',
                  hint = format('The list is in the state “%s” and takes no objection any more: nothing of it can be held or sent back.', v_list.name_en);
    elsif v_began is null and v_list.way = 'parties' then
        raise exception '这份名单里没有农户，不经村里公示，没有异议可登记；有争议的行请暂缓。'
            using errcode = '23514', constraint = 'objection_to_published', hint = 'This list is of parties in no village and hangs in none, so nobody objects to it: hold the line in dispute.';
    elsif v_began is null and v_list.state is not null then
        raise exception '这份名单还没有公示过（状态是“%”），没有异议可登记：草稿里的行请直接更正。', v_list.name_zh
            using errcode = '23514', constraint = 'objection_to_published', hint = format('The list has not been published (state “%s”), so nobody objects to it: correct the lines of the draft.', v_list.name_en);
    elsif new.line is not null and not exists (select from finance.payable_line n where n.list_id = new.list_id and n.line = new.line) then
        raise exception '名单没有第 % 行；没有列入名单的人提出的，行留空。', new.line
            using errcode = '23514', constraint = 'objection_of_a_line', hint = format('The list has no line %s; leave it empty where somebody who is not on the list objects.', new.line);
    elsif exists (select from finance.payment_line p where p.list_id = new.list_id and p.line = new.line and p.outcome is distinct from 'returned') then
        raise exception '第 % 行已经付出或在支付途中，不再登记异议：异议成立也不能暂缓。', new.line
            using errcode = '23514', constraint = 'objection_of_unpaid', hint = format('Line %s is paid or on its way and takes no objection any more: upheld, it could not be held.', new.line);
    elsif new.raised_on < v_began then
        raise exception '异议的日期 % 早于公示开始的日期 %：公示以前没有可以提异议的名单，请核对日期。', new.raised_on, v_began
            using errcode = '23514', constraint = 'objection_after_publicity_began',
                  hint = format('The objection is of %s and the publicity began on %s: nobody objects to a list before it is published. Check the day.', new.raised_on, v_began);
    elsif v_list.state not in ('publicity', 'published') and new.raised_on > v_ended then
        raise exception '异议的日期 % 晚于公示结束、名单送审或退回的日期 %；公示期内提出的请按提出的日期登记，以后有争议的请暂缓这一行。', new.raised_on, v_ended
            using errcode = '23514', constraint = 'objection_while_public',
                  hint = format('The objection is of %s and the list hung until %s, when it went on or back: enter the day on which it was raised while the list hung, or hold the line that came into dispute later.', new.raised_on, v_ended);
    end if;
    return new;
end $$;
drop trigger if exists judge_objection on finance.objection;
create trigger judge_objection before insert on finance.objection for each row execute function finance.judge_objection();

-- A list that is withdrawn owes nobody anything: what was objected to stays as it was said, and nothing is answered that could hold a line.
create or replace function finance.judge_answer() returns trigger language plpgsql as $$
declare
    v_state text;
begin
    -- The list's row orders answers and steps.
    select l.state into v_state from finance.payable_list l where l.list_id = new.list_id for share of l;
    if v_state = 'withdrawn' then
        raise exception '名单已经撤回，异议不再答复：请在另列的名单上办理。'
            using errcode = '23514', constraint = 'objection_answered_while_standing',
                  hint = 'The list is withdrawn and its objections are not answered any more: see to them on the list that is drawn up instead.';
    end if;
    return new;
end $$;
drop trigger if exists judge_answer on finance.objection;
create trigger judge_answer before update on finance.objection for each row execute function finance.judge_answer();

-- The way of a list, and what never happens on it: what is in the way of a step on a day, in both languages.
drop function if exists finance.list_obstacles(bigint, text, date);
create function finance.list_obstacles(p_list bigint, p_to text, p_on date) returns table (sentence text, english text) language sql stable as $$
    with l as (select l.* from finance.payable_list l where l.list_id = p_list)
    select '名单里没有一行。', 'The list has no line.' from l where (p_to = 'publicity' or l.way = 'parties' and p_to = 'bureau') and not exists (select from finance.payable_line n where n.list_id = p_list)
    union all
    select '公示到 ' || m.due_on || ' 期满，现在还不满 7 天。', 'The publicity lasts through ' || m.due_on || ': seven days are not over.'
    from l cross join lateral (select v.due_on from finance.list_move v where v.list_id = p_list and v.to_state = 'publicity' order by v.list_move_id desc limit 1) m
    where p_to = 'published' and p_on <= m.due_on
    union all
    select count(*) || ' 条异议没有答复。', 'Objections not answered: ' || count(*) || '.' from l join finance.objection o on o.list_id = l.list_id and o.answered_on is null
    where p_to in ('township', 'bureau', 'finance', 'approved') having count(*) > 0
    union all
    select count(*) || ' 条异议成立，所在的行要先暂缓。', 'Objections upheld whose line is not held yet: ' || count(*) || '.' from l
    join finance.objection o on o.list_id = l.list_id and o.is_upheld
    join finance.payable_line n on n.list_id = o.list_id and n.line = o.line and n.held_for is null
    where p_to in ('township', 'bureau', 'finance', 'approved') having count(*) > 0
    union all
    select count(*) || ' 条成立的异议说有人没有列入名单：退回修改，或撤回后另列。', 'Objections upheld of somebody who is not on the list: ' || count(*) || '. Send the list back, or withdraw it and draw it up again.' from l
    join finance.objection o on o.list_id = l.list_id and o.is_upheld and o.line is null
        and not exists (select from finance.list_move m where m.list_id = o.list_id and m.to_state = 'draft' and m.moved_on >= o.answered_on)
    where p_to in ('township', 'bureau', 'finance', 'approved') having count(*) > 0
    union all
    select '名单里有 ' || count(*) || ' 行是农户或护林员的：他们的款在所在的村公示，不在这份名单里付；退回或撤回，按村另列。',
           'Lines of households or rangers: ' || count(*) || '. What is due to them is published in their village and not paid by this list: send it back or withdraw it and list them by village.' from l
    join finance.payable_line n using (list_id)
    join finance.payee y on y.payee_id = n.payee_id and y.kind in ('household', 'ranger')
    where l.way = 'parties' and p_to in ('bureau', 'finance', 'approved') having count(*) > 0
    union all
    select '资金 ' || f.document_number || ' 还没有由另一个账号确认。', 'Fund ' || f.document_number || ' is not confirmed by a second account.' from l join finance.fund f using (fund_id)
    where p_to in ('publicity', 'finance', 'approved') and not finance.fund_is_confirmed(f.fund_id)
    union all
    select '这份名单没有写明财政资金。', 'The list names no public fund.' from l where p_to = 'finance' and l.kind in ('compensation', 'sink-compensation') and l.fund_id is null
    union all
    select '资金结余 ' || finance.yuan(f.left_fen) || ' 元，名单 ' || finance.yuan(f.list_fen) || ' 元，还差 ' || finance.yuan(f.list_fen - f.left_fen) || ' 元，不足支付这份名单。',
           'The fund has ' || finance.yuan(f.left_fen) || ' yuan left and the list asks for ' || finance.yuan(f.list_fen) || ': ' || finance.yuan(f.list_fen - f.left_fen) || ' yuan are lacking.'
    from l cross join lateral (
        select finance.fund_left_fen(l.fund_id) as left_fen, (select sum(n.amount_fen)::bigint from finance.payable_line n where n.list_id = p_list and n.held_for is null) as list_fen
    ) f
    where p_to in ('publicity', 'finance', 'approved') and l.fund_id is not null and f.left_fen < f.list_fen
    union all
    select '分配还没有复核。', 'The run is not confirmed.' from l where l.run_id is not null and (p_to = 'publicity' or l.way = 'parties' and p_to = 'bureau')
        and exists (select from finance.distribution_run r where r.run_id = l.run_id and r.state <> 'confirmed')
    union all
    select '分配已复核：名单里的款已经计提，不能撤回；有争议的行请暂缓或更正。',
           'The run is confirmed: what the list owes is accrued, so it is not withdrawn. Hold or correct the lines in dispute.' from l
    where p_to = 'withdrawn' and l.corrects is null and exists (select from finance.distribution_run r where r.run_id = l.run_id and r.state = 'confirmed')
    union all
    select count(*) || ' 行还没有付。', 'Lines not paid: ' || count(*) || '.' from l
    join finance.payable_line n on n.list_id = l.list_id and n.held_for is null and n.amount_fen > finance.kept_fen(n.list_id, n.line)
        and not exists (select from finance.payment_line p where p.list_id = n.list_id and p.line = n.line and p.outcome = 'paid')
    where p_to = 'paid' having count(*) > 0
    union all
    select '留抵的凭证还没有复核。', 'What is kept back is not posted yet.' from l
    where p_to = 'paid' and exists (select from finance.share_kept k join finance.money_event_waiting w using (event_id) where k.list_id = l.list_id)
$$;

-- A list changes its state by a row of finance.list_move and in no other way.
create or replace function finance.move_list() returns trigger language plpgsql as $$
declare
    v_list  finance.payable_list;
    v_rule  finance.list_move_rule;
    v_roles text[];
    v_last  text;
    v_in_the_way text;
    v_english    text;
    v_confirmed  date;
begin
    select l.* into v_list from finance.payable_list l where l.list_id = new.list_id for no key update;
    new.from_state := v_list.state;
    select r.* into v_rule from finance.list_move_rule r where r.way = v_list.way and r.from_state = v_list.state and r.to_state = new.to_state;
    if v_rule is null or v_rule.roles = '{}' and pg_trigger_depth() = 1 then
        raise exception '这份名单现在不能走这一步。'
            using errcode = '23514', constraint = 'list_move_known', hint = 'The list does not take this step now.';
    end if;
    if current_setting('forestcarbon.actor') like 'account:%' and v_rule.roles <> '{}' then
        select a.roles into v_roles from platform.account a where 'account:' || replace(a.account_id::text, '-', '') = current_setting('forestcarbon.actor');
        if v_roles is null or not v_roles && v_rule.roles then
            raise exception '这一步不由您的角色办理。'
                using errcode = '23514', constraint = 'list_move_role', hint = 'This step is taken by another role.';
        end if;
    end if;
    select m.moved_by into v_last from finance.list_move m where m.list_id = new.list_id order by m.list_move_id desc limit 1;
    if v_list.state = 'finance' and new.to_state = 'approved' and v_last = current_setting('forestcarbon.actor') then
        raise exception '财政审核和复核须是两个账号。'
            using errcode = '23514', constraint = 'list_move_maker_is_not_checker', hint = 'Two accounts of the finance office agree, one after the other.';
    end if;
    if new.moved_on < (select max(m.moved_on) from finance.list_move m where m.list_id = new.list_id) then
        raise exception '日期不能早于上一步（%）。', v_list.state_since
            using errcode = '23514', constraint = 'list_move_in_order', hint = format('The day is not before the step before it (%s).', v_list.state_since);
    end if;
    select string_agg(o.sentence, ''), string_agg(o.english, ' ') into v_in_the_way, v_english from finance.list_obstacles(new.list_id, new.to_state, new.moved_on) o;
    if v_in_the_way is not null and v_rule.roles <> '{}' then
        raise exception '%', v_in_the_way using errcode = '23514', constraint = 'list_move_obstacles', hint = v_english;
    end if;
    -- Seven days that nobody could see are no publicity. The demonstration is a year that is over, loaded by the installation.
    if not (v_list.is_demonstration and current_setting('forestcarbon.actor') = 'installation') then
        if new.to_state = 'publicity' and new.moved_on < ledger.today() and new.file_sha256 is null then
            raise exception '公示从登记之日（%）起算，不能早于这一天；已在村里公示过的，附上证明（张贴照片、村委会证明）。', ledger.today()
                using errcode = '23514', constraint = 'publicity_not_before_entry',
                      hint = format('A publicity begins on the day it is entered (%s) or later; one that began before is proven by a paper: photographs of the sheet, the village''s statement.', ledger.today());
        elsif new.to_state = 'published' and new.moved_on > ledger.today() then
            raise exception '公示期满的日期 % 还没有到。', new.moved_on
                using errcode = '23514', constraint = 'publicity_ends_when_over', hint = format('The day on which the publicity is over, %s, has not come.', new.moved_on);
        elsif new.to_state <> 'publicity' and v_rule.roles <> '{}' and new.moved_on > ledger.today() then
            raise exception '这一步的日期 % 还没有到（今天是 %）。', new.moved_on, ledger.today()
                using errcode = '23514', constraint = 'list_move_has_happened', hint = format('The day of this step, %s, has not come (today is %s).', new.moved_on, ledger.today());
        end if;
        -- What nobody had confirmed could not hang anywhere.
        select (r.decided_at at time zone 'Asia/Shanghai')::date into v_confirmed from finance.distribution_run r where r.run_id = v_list.run_id and r.state = 'confirmed';
        if v_list.state = 'draft' and new.to_state in ('publicity', 'bureau') and new.moved_on < v_confirmed then
            raise exception '分配 % 才复核，名单的这一步不能早于这一天。', v_confirmed
                using errcode = '23514', constraint = 'list_after_its_run', hint = format('The run was confirmed on %s; no step of its lists is earlier.', v_confirmed);
        end if;
    end if;
    if new.to_state = 'publicity' then
        new.due_on := new.moved_on + 6; -- the first day counts: seven days
    end if;
    update finance.payable_list l set state = new.to_state, state_since = new.moved_on where l.list_id = new.list_id;
    return new;
end $$;
drop trigger if exists move_list on finance.list_move;
create trigger move_list before insert on finance.list_move for each row execute function finance.move_list();
drop trigger if exists keep_list_move on finance.list_move;
create trigger keep_list_move before update on finance.list_move for each row execute function finance.keep();

-- In draft everything; later a line can only be held or let go.
create or replace function finance.keep_line() returns trigger language plpgsql as $$
declare
    v_state text := (select l.state from finance.payable_list l where l.list_id = coalesce(new.list_id, old.list_id));
    v_held  bigint;
begin
    if tg_op <> 'DELETE' then
        -- What corrects a held share is not more than the share; a line that is corrected elsewhere stays held.
        select n.amount_fen - finance.kept_fen(n.list_id, n.line) into v_held from finance.payable_list l join finance.payable_line n on n.list_id = l.corrects and n.line = l.corrects_line
        where l.list_id = new.list_id and l.kind = 'sharing';
        if v_held < new.amount_fen + (
            select coalesce(sum(o.amount_fen), 0) from finance.payable_list mine
            join finance.payable_list l on (l.corrects, l.corrects_line) = (mine.corrects, mine.corrects_line) and l.state <> 'withdrawn'
            join finance.payable_line o on o.list_id = l.list_id and (o.list_id, o.line) <> (new.list_id, new.line)
            where mine.list_id = new.list_id) then
            raise exception '暂缓的这一行是 % 元，更正合计不能超过它。', to_char(v_held / 100.0, 'FM999,999,999,990.00')
                using errcode = '23514', constraint = 'correction_within_held', hint = format('The held line is %s yuan; its corrections do not come to more.', to_char(v_held / 100.0, 'FM999,999,999,990.00'));
        elsif tg_op = 'UPDATE' and old.held_for is not null and new.held_for is null
              and exists (select from finance.payable_list l where l.corrects = old.list_id and l.corrects_line = old.line and l.state <> 'withdrawn') then
            raise exception '这一行已经另列更正名单，不能再解除暂缓。'
                using errcode = '23514', constraint = 'corrected_line_stays_held', hint = 'This line is corrected on a list of its own and stays held.';
        end if;
    end if;
    if v_state is null or v_state = 'draft' then
        return coalesce(new, old);
    elsif tg_op = 'UPDATE' and (new.list_id, new.line, new.payee_id, new.part, new.amount_fen, new.area_mu, new.rate_fen) is not distinct from
                               (old.list_id, old.line, old.payee_id, old.part, old.amount_fen, old.area_mu, old.rate_fen) then
        if exists (select from finance.payment_line p where p.list_id = old.list_id and p.line = old.line and p.outcome is distinct from 'returned') then
            raise exception '这一行已经付出或在支付途中，不能暂缓。'
                using errcode = '23514', constraint = 'payable_line_on_its_way', hint = 'This line is paid or on its way and is not held.';
        end if;
        return new;
    end if;
    raise exception '公示以后不能改动名单的行：退回修改，或暂缓这一行并另列更正名单重新公示。'
        using errcode = '23514', constraint = 'payable_line_published', hint = 'Lines do not change after the publicity began: send the list back, or hold the line and correct it on a list of its own.';
end $$;
drop trigger if exists keep_line on finance.payable_line;
create trigger keep_line before insert or update or delete on finance.payable_line for each row execute function finance.keep_line();

-- A list of carbon-sink compensation is paid from money granted for that; a correction is of a held line.
create or replace function finance.judge_list() returns trigger language plpgsql as $$
declare
    v_fund finance.fund;
begin
    if new.kind = 'sink-compensation' and (select f.purpose from finance.fund f where f.fund_id = new.fund_id) is distinct from 'sink-compensation' then
        raise exception '碳汇补偿名单要写明用途为碳汇补偿的财政资金。'
            using errcode = '23514', constraint = 'sink_list_names_its_fund', hint = 'A list of carbon-sink compensation names a fund for that purpose.';
    elsif new.kind = 'compensation' and (select f.purpose from finance.fund f where f.fund_id = new.fund_id) <> (select g.fund_purpose from finance.fund_group g where g.fund_group = new.fund_group) then
        raise exception '这类补偿不能从用途不同的资金支付：请选用途相符的财政资金。'
            using errcode = '23514', constraint = 'list_fund_purpose', hint = 'This compensation is not paid from a fund of another purpose: choose one for it.';
    elsif new.kind in ('compensation', 'sink-compensation') and new.corrects is null and new.year <> all (finance.fund_years(new.fund_id)) then
        select f.* into v_fund from finance.fund f where f.fund_id = new.fund_id;
        raise exception '名单是 % 年度的，资金 % 是 % 年度的指标，也不是由 % 年结转来的：请选用 % 年度的资金，或由它结转的资金。', new.year, v_fund.document_number, v_fund.budget_year, new.year, new.year
            using errcode = '23514', constraint = 'list_fund_year',
                  hint = format('The list is of %s and fund %s of the budget year %s, carried on from no fund of %s: choose a fund of %s or one it is carried to.', new.year, v_fund.document_number, v_fund.budget_year, new.year, new.year);
    elsif new.corrects_line is not null then
        -- The held line's row orders those who correct it.
        perform from finance.payable_line n where n.list_id = new.corrects and n.line = new.corrects_line and n.held_for is not null for no key update;
        if not found then
            raise exception '只有暂缓的行可以另列更正名单。'
                using errcode = '23514', constraint = 'correction_of_held', hint = 'Only a held line is corrected on a list of its own.';
        end if;
    end if;
    return new;
end $$;
drop trigger if exists judge_list on finance.payable_list;
create trigger judge_list before insert on finance.payable_list for each row execute function finance.judge_list();

create or replace function finance.may_pay_line() returns trigger language plpgsql as $$
begin
    -- The line's row orders those who pay it, hold it and keep back from it.
    perform from finance.payable_line n where n.list_id = new.list_id and n.line = new.line for no key update;
    if finance.is_keeping(new.list_id, new.line) then
        raise exception '第 % 行的留抵凭证还没有复核：复核或作废以后再支付。', new.line
            using errcode = '23514', constraint = 'payment_line_kept_back', hint = format('What is kept back from line %s is not posted yet: post or void that voucher before the line is paid.', new.line);
    elsif not exists (
        select from finance.payable_line n
        join finance.payee_account_v a on a.payee_id = n.payee_id and a.outcome = 'confirmed' and (a.account_no, a.account_name, a.bank) = (new.account_no, new.account_name, new.bank)
        where n.list_id = new.list_id and n.line = new.line) then
        raise exception '第 % 行的收款账户还没有由另一个账号确认：先在收款人页确认。', new.line
            using errcode = '23514', constraint = 'payment_line_to_confirmed_account', hint = format('The account of line %s is not confirmed by a second account: confirm it on the page of payees first.', new.line);
    elsif not exists (select from finance.payable_line n join finance.payable_list l using (list_id)
                   where n.list_id = new.list_id and n.line = new.line and l.state = 'approved' and n.held_for is null and n.amount_fen - finance.kept_fen(n.list_id, n.line) = new.amount_fen) then
        raise exception '第 % 行还不能支付：名单未到可支付，或这一行暂缓。', new.line
            using errcode = '23514', constraint = 'payment_line_payable', hint = format('Line %s is not paid yet: the list is not payable, or the line is held.', new.line);
    end if;
    return new;
end $$;
drop trigger if exists may_pay_line on finance.payment_line;
create trigger may_pay_line before insert on finance.payment_line for each row execute function finance.may_pay_line();

-- Σ = 100 % when the agreement is signed, and nothing of it changes afterwards.
create or replace function finance.sign_agreement() returns trigger language plpgsql as $$
declare
    v_sum numeric;
begin
    if old.signed_on is not null then
        raise exception '协议签订后不能改动；要改请订新的一版。'
            using errcode = '23514', constraint = 'agreement_signed', hint = 'A signed agreement does not change: draw up its next version.';
    elsif new.signed_on is not null then
        select sum(p.weight_percent) into v_sum from finance.agreement_party p where p.agreement_id = new.agreement_id;
        if v_sum is distinct from 100 then
            raise exception '各方份额合计 % %%，须为 100 %%。', coalesce(v_sum, 0)::float8
                using errcode = '23514', constraint = 'agreement_adds_up', hint = format('The parties make %s %%, not 100 %%.', coalesce(v_sum, 0)::float8);
        elsif exists (select from finance.agreement_party p where p.agreement_id = new.agreement_id and p.kind = 'households')
              and not exists (select from finance.agreement_lot t where t.agreement_id = new.agreement_id) then
            raise exception '协议有农户份额，要先列出林权宗地。'
                using errcode = '23514', constraint = 'agreement_has_lots', hint = 'The households have a share: list the lots first.';
        elsif exists (select from finance.agreement a where a.project_code = new.project_code and a.version < new.version and a.signed_on > new.signed_on) then
            raise exception '第 % 版的签订日 % 早于以前版本的签订日 %。', new.version, new.signed_on,
                (select max(a.signed_on) from finance.agreement a where a.project_code = new.project_code and a.version < new.version)
                using errcode = '23514', constraint = 'agreement_versions_in_order',
                      hint = format('Version %s is not signed on %s, before a version before it was (%s).', new.version, new.signed_on,
                                    (select max(a.signed_on) from finance.agreement a where a.project_code = new.project_code and a.version < new.version));
        elsif exists (select from finance.agreement a where a.project_code = new.project_code and a.version > new.version and a.signed_on is not null) then
            raise exception '第 % 版以后的版本已经签订，这一版不能再签。', new.version
                using errcode = '23514', constraint = 'agreement_versions_in_order', hint = format('A version after version %s is signed already: this one is not signed any more.', new.version);
        end if;
    end if;
    return new;
end $$;
drop trigger if exists sign_agreement on finance.agreement;
create trigger sign_agreement before update on finance.agreement for each row execute function finance.sign_agreement();

create or replace function finance.keep_signed() returns trigger language plpgsql as $$
begin
    if exists (select from finance.agreement a where a.agreement_id = coalesce(new.agreement_id, old.agreement_id) and a.signed_on is not null) then
        raise exception '协议签订后不能改动；要改请订新的一版。'
            using errcode = '23514', constraint = 'agreement_signed', hint = 'A signed agreement does not change: draw up its next version.';
    end if;
    return coalesce(new, old);
end $$;
drop trigger if exists keep_party on finance.agreement_party;
create trigger keep_party before insert or update or delete on finance.agreement_party for each row execute function finance.keep_signed();
drop trigger if exists keep_lot on finance.agreement_lot;
create trigger keep_lot before insert or update or delete on finance.agreement_lot for each row execute function finance.keep_signed();

-- What the bank said of a line stays: only the end of its voucher sets a paid one on its way again, and what came back is called paid only while nobody held it.
create or replace function finance.keep_payment_line() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (to_jsonb(new) - '{outcome,reason}'::text[]) = (to_jsonb(old) - '{outcome,reason}'::text[]) then
        if new.outcome is not distinct from old.outcome or old.outcome is null or (old.outcome = 'paid' and new.outcome is null and pg_trigger_depth() > 1) then
            return new;
        elsif old.outcome = 'returned' and new.outcome = 'paid' then
            if exists (select from finance.payable_line n where n.list_id = old.list_id and n.line = old.line and n.held_for is not null) then
                raise exception '第 % 行退回以后已经暂缓：支付结果说它已付，先解除暂缓再读入。', old.line
                    using errcode = '23514', constraint = 'payment_line_kept', hint = format('Line %s is held since it came back: the answer says it is paid, so let it go first.', old.line);
            end if;
            return new;
        end if;
    end if;
    raise exception '支付的行和银行的结果记下以后不能更改；凭证作废或冲销后，再读入银行的结果。'
        using errcode = '23514', constraint = 'payment_line_kept', hint = 'What was sent and what the bank answered is kept; once the voucher is voided or taken back, the bank''s answer is read again.';
end $$;
drop trigger if exists keep_payment_line on finance.payment_line;
create trigger keep_payment_line before update or delete on finance.payment_line for each row execute function finance.keep_payment_line();

create or replace function finance.keep_payment_batch() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and (new.batch_id, new.list_id, new.payment_template) = (old.batch_id, old.list_id, old.payment_template) and (old.event_id is null or pg_trigger_depth() > 1) then
        return new;
    end if;
    raise exception '支付的行和银行的结果记下以后不能更改；凭证作废或冲销后，再读入银行的结果。'
        using errcode = '23514', constraint = 'payment_batch_kept', hint = 'What was sent and what the bank answered is kept; once the voucher is voided or taken back, the bank''s answer is read again.';
end $$;
drop trigger if exists keep_payment_batch on finance.payment_batch;
create trigger keep_payment_batch before update or delete on finance.payment_batch for each row execute function finance.keep_payment_batch();

drop trigger if exists keep_answer_undone on finance.payment_answer_undone;
create trigger keep_answer_undone before update or delete on finance.payment_answer_undone for each row execute function finance.keep();

-- The bank's answer stands as long as the voucher booked from it. Voided or taken back, what it called paid is on its way again, not payable: the money may have gone
-- out, and only the bank's word that it came back lets a line go out a second time.
create or replace function finance.undo_payment_answer() returns trigger language plpgsql as $$
declare
    v_event finance.money_event;
    v_batch finance.payment_batch;
    v_list  finance.payable_list;
begin
    select e.* into v_event from finance.money_event e where e.event_id = new.event_id;
    select b.* into v_batch from finance.payment_batch b where b.event_id = case new.outcome when 'voided' then new.event_id else v_event.reverses end for no key update;
    if not found then
        return null;
    end if;
    select l.* into v_list from finance.payable_list l where l.list_id = v_batch.list_id for no key update;
    insert into finance.payment_answer_undone (event_id, batch_id, reversed_by, paid_fen, returned_at, return_sha256)
    select v_batch.event_id, v_batch.batch_id, case new.outcome when 'posted' then new.event_id end, sum(p.amount_fen), v_batch.returned_at, v_batch.return_sha256
    from finance.payment_line p where p.batch_id = v_batch.batch_id and p.outcome = 'paid';
    update finance.payment_line p set outcome = null, reason = null where p.batch_id = v_batch.batch_id and p.outcome = 'paid';
    update finance.payment_batch b set event_id = null, returned_at = null, return_sha256 = null where b.batch_id = v_batch.batch_id;
    if v_list.state = 'paid' then
        insert into finance.list_move (list_id, from_state, to_state, moved_on) values (v_list.list_id, v_list.state, 'approved', greatest(current_date, v_list.state_since));
    end if;
    return null;
end $$;
drop trigger if exists undo_payment_answer on finance.money_event_outcome;
create trigger undo_payment_answer after insert on finance.money_event_outcome for each row execute function finance.undo_payment_answer();

-- What a run or a list owes stands and falls with it: posted with its confirmation, voided with its withdrawal or its way back to draft, on its page and not on the voucher's.
create or replace function finance.outcome_of_its_list() returns trigger language plpgsql as $$
declare
    v_event finance.money_event;
    v_state text;
begin
    select e.* into v_event from finance.money_event e where e.event_id = new.event_id;
    if v_event.template = 'share-owed' then
        select r.state into v_state from finance.distribution_run r where r.event_id = new.event_id;
        if v_state <> (case new.outcome when 'posted' then 'confirmed' else 'withdrawn' end) then
            raise exception '这是分配的计提凭证，随分配复核或撤回：请在分配页办理。'
                using errcode = '23514', constraint = 'outcome_of_its_run', hint = 'This is what a run owes: confirm or withdraw the run on its page.';
        end if;
    elsif v_event.template = 'compensation-owed' and v_event.subject_kind = 'list' then
        select l.state into v_state from finance.payable_list l where l.list_id::text = v_event.subject_id;
        if new.outcome = 'posted' and v_state not in ('approved', 'paid') then
            raise exception '这是名单的计提凭证，随名单的财政复核记账：请在名单页办理。'
                using errcode = '23514', constraint = 'outcome_of_its_list', hint = 'This is what a list owes: it is posted where finance confirms the list, on its page.';
        elsif new.outcome = 'voided' and v_state <> 'draft' then
            raise exception '这是名单的计提凭证，不单独作废：请在名单页把名单退回修改。'
                using errcode = '23514', constraint = 'outcome_of_its_list', hint = 'This is what a list owes and is not voided alone: send the list back to draft on its page.';
        end if;
    end if;
    return null;
end $$;
drop trigger if exists outcome_of_its_list on finance.money_event_outcome;
create constraint trigger outcome_of_its_list after insert on finance.money_event_outcome deferrable initially deferred
    for each row execute function finance.outcome_of_its_list();

-- Kept back is what the recovery says of the payee and no more, from a line of its run that was neither paid nor sent nor corrected elsewhere.
create or replace function finance.judge_kept() returns trigger language plpgsql as $$
declare
    v_line  finance.payable_line;
    v_to_keep bigint;
    v_kept  bigint;
begin
    select n.* into v_line from finance.payable_line n where n.list_id = new.list_id and n.line = new.line for no key update;
    select r.amount_fen into v_to_keep
    from finance.share_recovery s
    join finance.share_recovery_line r using (recovery_id)
    join finance.payable_list l on l.list_id = new.list_id and l.run_id = s.run_id and l.state not in ('withdrawn', 'paid')
    where s.recovery_id = new.recovery_id and r.payee_id = v_line.payee_id and not r.is_paid;
    select coalesce(sum(k.amount_fen), 0) into v_kept from finance.share_kept k join finance.payable_line w using (list_id, line)
    where k.recovery_id = new.recovery_id and w.payee_id = v_line.payee_id and finance.is_living(k.event_id);
    if v_to_keep is null or exists (select from finance.payable_list c where c.corrects = new.list_id and c.corrects_line = new.line and c.state <> 'withdrawn')
       or exists (select from finance.payment_line p where p.list_id = new.list_id and p.line = new.line and p.outcome is distinct from 'returned') then
        raise exception '名单 % 第 % 行不能留抵：不是这次追回要留抵的，或已付出、在支付途中、另列更正。', new.list_id, new.line
            using errcode = '23514', constraint = 'kept_of_unpaid', hint = format('Nothing is kept back from line %s of list %s: the recovery does not say so, or the line is paid, on its way or corrected elsewhere.', new.line, new.list_id);
    elsif v_kept + new.amount_fen > v_to_keep or finance.kept_fen(new.list_id, new.line) + new.amount_fen > v_line.amount_fen then
        raise exception '名单 % 第 % 行留抵 % 元，超过了要留抵的或这一行的金额。', new.list_id, new.line, finance.yuan(new.amount_fen)
            using errcode = '23514', constraint = 'kept_within_recovery', hint = format('Line %s of list %s: %s yuan is more than is to be kept back, or than the line.', new.line, new.list_id, finance.yuan(new.amount_fen));
    end if;
    return new;
end $$;
drop trigger if exists judge_kept on finance.share_kept;
create trigger judge_kept before insert on finance.share_kept for each row execute function finance.judge_kept();
drop trigger if exists keep_kept on finance.share_kept;
create trigger keep_kept before update or delete on finance.share_kept for each row execute function finance.keep();

-- Its voucher is what is kept back, to the fen.
create or replace function finance.kept_adds_up() returns trigger language plpgsql as $$
begin
    if new.amount_fen is distinct from (select sum(k.amount_fen) from finance.share_kept k where k.event_id = new.event_id) then
        raise exception '留抵凭证随追回生成：请在分配页办理。'
            using errcode = '23514', constraint = 'kept_adds_up', hint = 'What is kept back is booked from its recovery: go on from the page of the run.';
    end if;
    return null;
end $$;
drop trigger if exists kept_adds_up on finance.money_event;
create constraint trigger kept_adds_up after insert on finance.money_event deferrable initially deferred for each row
    when (new.template = 'share-kept') execute function finance.kept_adds_up();

create or replace view finance.payable_list_v as
select l.list_id, l.kind, e.code as book, e.short_name as book_name, l.year, l.title, l.township_code, l.village_code, l.village_name, l.fund_group, g.name_zh as group_zh, g.name_en as group_en,
       l.fund_id, coalesce(f.document_number, l.fund_was) as document_number, l.run_id, l.corrects, l.state, s.name_zh as state_zh, s.name_en as state_en, l.state_since, l.is_demonstration, l.made_by, l.made_at,
       n.lines, n.payees, n.amount_fen, n.held_fen, n.paid_fen, n.returned_fen,
       (select m.due_on from finance.list_move m where m.list_id = l.list_id and m.to_state = 'publicity' order by m.list_move_id desc limit 1) as publicity_due_on, l.corrects_line, c.corrected_fen, n.kept_fen,
       l.supplements, l.way, case when f.budget_year <> l.year and f.carried_from is not null then f.budget_year end as carried_to_year, l.fund_was
from finance.payable_list l
join finance.entity e using (book_id)
join finance.list_state s using (state)
left join finance.fund_group g using (fund_group)
left join finance.fund f using (fund_id)
cross join lateral (
    select count(*)::int as lines, count(distinct n.payee_id)::int as payees, coalesce(sum(n.amount_fen), 0)::bigint as amount_fen, coalesce(sum(k.kept_fen), 0)::bigint as kept_fen,
           coalesce(sum(n.amount_fen - k.kept_fen) filter (where n.held_for is not null), 0)::bigint as held_fen,
           coalesce(sum(n.amount_fen - k.kept_fen) filter (where exists (select from finance.payment_line p where p.list_id = n.list_id and p.line = n.line and p.outcome = 'paid')), 0)::bigint as paid_fen,
           coalesce(sum(n.amount_fen - k.kept_fen) filter (where exists (select from finance.payment_line p where p.list_id = n.list_id and p.line = n.line and p.outcome = 'returned')
               and not exists (select from finance.payment_line p where p.list_id = n.list_id and p.line = n.line and p.outcome is distinct from 'returned')), 0)::bigint as returned_fen
    from finance.payable_line n
    cross join lateral (select coalesce(sum(s.amount_fen), 0)::bigint as kept_fen from finance.share_kept s where s.list_id = n.list_id and s.line = n.line and finance.is_living(s.event_id)) k
    where n.list_id = l.list_id
) n
-- Held lines that stand again on lists of their own: in two lists and owed once. A share is corrected in parts, another line as a whole.
cross join lateral (
    select coalesce(sum(x.fen), 0)::bigint as corrected_fen
    from (
        select case l.kind when 'sharing' then least(min(w.amount_fen), sum(r.amount_fen)) else min(w.amount_fen) end as fen
        from finance.payable_list k
        join finance.payable_line r on r.list_id = k.list_id
        join finance.payable_line w on w.list_id = k.corrects and w.line = k.corrects_line
        where k.corrects = l.list_id and k.state <> 'withdrawn'
        group by k.corrects_line
    ) x
) c;

create or replace view finance.payable_line_v as
select n.list_id, n.line, n.payee_id, y.code as payee, y.name as payee_name, y.kind as payee_kind, n.part, n.basis, n.area_mu, n.rate_fen, n.amount_fen, n.contract_id, n.held_for,
       p.outcome as payment, p.reason as payment_reason, p.batch_id,
       (select max(l.list_id) from finance.payable_list l where l.corrects = n.list_id and l.corrects_line = n.line and l.state <> 'withdrawn') as corrected_by,
       p.batch_id is not null and p.outcome is null and exists (select from finance.payment_answer_undone u where u.batch_id = p.batch_id) as is_answer_undone,
       finance.kept_fen(n.list_id, n.line) as kept_fen, finance.is_keeping(n.list_id, n.line) as is_keeping
from finance.payable_line n
join finance.payee y using (payee_id)
left join lateral (select p.outcome, p.reason, p.batch_id from finance.payment_line p where p.list_id = n.list_id and p.line = n.line order by p.batch_id desc limit 1) p on true;

-- Differences of a contract's area to the mapped one, per parcel and over all who share it: above 1 % or 0.5 mu.
create or replace view finance.protection_difference_v as
select g.parcel_id, g.parcel_code, c.township_code, c.village_code, g.fund_group, y.year, sum(g.contract_mu) as contract_mu, max(g.mapped_mu) as mapped_mu,
       count(*)::int as contracts, sum(g.contract_mu) - max(g.mapped_mu) as difference_mu
from finance.protection_ground g
join finance.protection_contract c using (contract_id)
cross join lateral generate_series(lower(g.years), upper(g.years) - 1) as y (year)
group by g.parcel_id, g.parcel_code, c.township_code, c.village_code, g.fund_group, y.year
having abs(sum(g.contract_mu) - max(g.mapped_mu)) > 0.5 or abs(sum(g.contract_mu) - max(g.mapped_mu)) > max(g.mapped_mu) / 100;
