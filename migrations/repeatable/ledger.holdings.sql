-- What holds acts to the rules, and the published face of holdings.

-- What an act may ask for on the day it is asked: a day that has come, a year in which reductions count (they arise after 2020-09-22:
-- the Measures, article 17), numbers nobody else has.
create or replace function ledger.judge_act() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    taken   text;
    taken_e text;
begin
    if new.effective_on > ledger.today() then
        perform ledger.refuse('FC120', format('生效日期 %s 还没有到（今天是 %s）：登记系统还没有办理的变动不能先记。', new.effective_on, ledger.today()),
            format('The effective day %s has not come (today is %s): what the registry has not done yet is not entered.', new.effective_on, ledger.today()));
    elsif new.kind <> 'issue' then
        return new;
    elsif new.vintage not between 2020 and extract(year from new.effective_on) then
        perform ledger.refuse('FC116', format('年份 %s 不对：减排量须产生于 2020 年 9 月 22 日之后、生效日期（%s）之前，年份在 2020 至 %s 之间。', new.vintage, new.effective_on, extract(year from new.effective_on)),
            format('The vintage %s cannot be: reductions arise after 2020-09-22 and before the effective day (%s), so their vintage is from 2020 to %s.', new.vintage, new.effective_on, extract(year from new.effective_on)));
    end if;
    select format('第 %s 批的 %s–%s', n.batch, lower(n.serials), upper(n.serials) - 1), format('batch %s: %s–%s', n.batch, lower(n.serials), upper(n.serials) - 1)
    into taken, taken_e from ledger.issuance n
    where n.taken_back_by is null and n.serial_prefix = new.serial_prefix and n.serials && int8range(new.first_serial, new.first_serial + new.tonnes)
      and (n.project, n.vintage, n.batch) <> (new.project, new.vintage, new.batch) limit 1;
    if taken is null then
        select format('办理单 %s 的 %s–%s', a.act_id, a.first_serial, a.first_serial + a.tonnes - 1),
               format('act %s: %s–%s', a.act_id, a.first_serial, a.first_serial + a.tonnes - 1) into taken, taken_e
        from ledger.act a
        where a.kind = 'issue' and a.serial_prefix = new.serial_prefix and not exists (select from ledger.act_outcome o where o.act_id = a.act_id)
          and int8range(a.first_serial, a.first_serial + a.tonnes) && int8range(new.first_serial, new.first_serial + new.tonnes)
          and (a.project, a.vintage, a.batch) <> (new.project, new.vintage, new.batch) limit 1;
    end if;
    if taken is not null then
        perform ledger.refuse('FC108', format('编号 %s%s–%s 与%s重叠，请核对登记编号。', new.serial_prefix, new.first_serial, new.first_serial + new.tonnes - 1, taken),
            format('The serials %s%s–%s overlap with %s: check the registered serials.', new.serial_prefix, new.first_serial, new.first_serial + new.tonnes - 1, taken_e));
    end if;
    return new;
end $$;
create or replace trigger judge_act before insert on ledger.act for each row execute function ledger.judge_act();

-- A record of a day that has not come is no record yet.
create or replace function ledger.judge_record() returns trigger language plpgsql as $$
begin
    if new.dated > ledger.today() then
        perform ledger.refuse('FC120', format('凭据日期 %s 还没有到（今天是 %s），请核对原件。', new.dated, ledger.today()),
            format('The record''s day %s has not come (today is %s): check the original.', new.dated, ledger.today()));
    end if;
    return new;
end $$;
create or replace trigger judge_record before insert on ledger.record for each row execute function ledger.judge_record();

-- A statement tells of a day that has passed and of a holder whose tonnes stand here.
create or replace function ledger.judge_statement() returns trigger language plpgsql as $$
begin
    if new.as_of > ledger.today() then
        perform ledger.refuse('FC120', format('对账单日期 %s 还没有到（今天是 %s），请核对原件。', new.as_of, ledger.today()),
            format('The statement''s day %s has not come (today is %s): check the original.', new.as_of, ledger.today()));
    elsif exists (select from ledger.holder h where h.holder = new.holder and not h.is_kept_here) then
        perform ledger.refuse('FC116', '这个持有方的减排量不记在本账，它的对账单无从比较。',
            'This holder''s tonnes are not kept in this book: there is nothing to compare its statement with.');
    end if;
    -- Two programs that read one file: the second finds what the first asserted.
    perform pg_advisory_xact_lock(hashtextextended('ledger.statement:' || encode(new.file_sha256, 'hex'), 0));
    if exists (select from ledger.statement s join ledger.statement_assertion using (statement_id)
               where (s.source, s.holder, s.as_of, s.file_sha256) = (new.source, new.holder, new.as_of, new.file_sha256)) then
        perform ledger.refuse('FC109', '这份对账单已经导入过。', 'This statement was imported before.');
    end if;
    return new;
end $$;
create or replace trigger judge_statement before insert on ledger.statement for each row execute function ledger.judge_statement();

-- A statement is asserted once, however often its file was read.
create or replace function ledger.judge_assertion() returns trigger language plpgsql as $$
declare
    read ledger.statement;
begin
    select s.* into read from ledger.statement s where s.statement_id = new.statement_id;
    if not found then
        perform ledger.refuse('FC117', format('没有编号为 %s 的对账单。', new.statement_id), format('There is no statement number %s.', new.statement_id));
    end if;
    perform pg_advisory_xact_lock(hashtextextended('ledger.statement:' || encode(read.file_sha256, 'hex'), 0));
    if exists (select from ledger.statement s join ledger.statement_assertion using (statement_id)
               where (s.source, s.holder, s.as_of, s.file_sha256) = (read.source, read.holder, read.as_of, read.file_sha256)) then
        perform ledger.refuse('FC109', '这份对账单已经认定过。', 'This statement was asserted before.');
    end if;
    return new;
end $$;
create or replace trigger judge_assertion before insert on ledger.statement_assertion for each row execute function ledger.judge_assertion();

-- A bank account stands for a money account.
create or replace function ledger.judge_bank_account() returns trigger language plpgsql as $$
begin
    if not exists (select from ledger.account a where a.account_id = new.account_id and a.asset_kind = 'money') then
        perform ledger.refuse('FC116', '请选择资金账户。', 'Choose a money account.');
    end if;
    return new;
end $$;
create or replace trigger judge_bank_account before insert on ledger.bank_account for each row execute function ledger.judge_bank_account();

-- Numbers of bank accounts as they hold now, with the money account each stands for.
create or replace view ledger.bank_account_v as
select n.number, n.name, n.account_id, k.code as book, a.code as account, a.name as account_name, n.named_by, n.named_at
from (select distinct on (b.number) b.* from ledger.bank_account b order by b.number, b.bank_account_id desc) n
join ledger.account a using (account_id)
join ledger.book k using (book_id)
where not n.is_ended;

-- A tranche is taken when its act is made and given free when the act is withdrawn or taken back. It is the same tranche under another
-- batch where project, year and verification report are the same.
create or replace function ledger.take_tranche() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    earlier bigint;
begin
    insert into ledger.tranche (project, vintage, batch, act_id, report)
    values (new.project, new.vintage, new.batch, new.act_id, upper(btrim(new.verification_report)))
    on conflict do nothing;
    if found then
        return null;
    end if;
    select t.act_id into earlier from ledger.tranche t where (t.project, t.vintage, t.batch) = (new.project, new.vintage, new.batch);
    if found then
        perform ledger.refuse('FC108', format('项目 %s %s 年 %s 批已经录入过，一批减排量只能录入一次。', new.project, new.vintage, new.batch),
            format('Project %s, vintage %s, batch %s was entered before: a batch is entered once.', new.project, new.vintage, new.batch));
    end if;
    select t.act_id into earlier from ledger.tranche t
    where (t.project, t.vintage, t.report) = (new.project, new.vintage, upper(btrim(new.verification_report)));
    perform ledger.refuse('FC108', format('核查报告 %s 核查的项目 %s %s 年减排量已由办理单 %s 录入，换一个批次名也不能再录入一次。', new.verification_report, new.project, new.vintage, earlier),
            format('What verification report %s verified of project %s, vintage %s, was entered by act %s: it is not entered again under another batch.', new.verification_report, new.project, new.vintage, earlier));
    return null;
end $$;
create or replace trigger take_tranche after insert on ledger.act for each row when (new.kind = 'issue') execute function ledger.take_tranche();

-- A batch entered in the place of one that was taken back names it: the last of the same name that nothing follows yet, else the last
-- whose numbers it takes.
create or replace function ledger.take_predecessor() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.replaces := (
        select n.issuance_id from ledger.issuance n
        where n.taken_back_by is not null and not exists (select from ledger.issuance r where r.replaces = n.issuance_id)
          and ((n.project, n.vintage, n.batch) = (new.project, new.vintage, new.batch)
               or (n.serial_prefix = new.serial_prefix and n.serials && new.serials))
        order by (n.project, n.vintage, n.batch) = (new.project, new.vintage, new.batch) desc, n.issuance_id desc
        limit 1);
    return new;
end $$;
create or replace trigger take_predecessor before insert on ledger.issuance for each row execute function ledger.take_predecessor();

-- Accounts of the subsidiary book move by acts only; whoever opens one does not choose.
create or replace function ledger.take_book_rule() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    new.is_by_acts := exists (select from ledger.book b where b.book_id = new.book_id and b.kind = 'subsidiary' and b.code = '备查账');
    return new;
end $$;
create or replace trigger take_book_rule before insert on ledger.account for each row execute function ledger.take_book_rule();

-- A reversing act is the confirmed act it names, the other way round: what it moves follows from that act and is not given. Once,
-- and never of a cancellation.
create or replace function ledger.turn_act_round() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    done ledger.act;
begin
    perform pg_advisory_xact_lock(hashtextextended('ledger.act:' || new.reverses_act, 0));
    select a.* into done from ledger.act a join ledger.act_outcome o using (act_id) where a.act_id = new.reverses_act and o.outcome = 'confirmed';
    if not found then
        perform ledger.refuse('FC113', '只能冲回已复核过账的办理单；还没有复核的请撤回。',
            'Only a confirmed act is taken back; one that is not confirmed yet is withdrawn.');
    elsif done.kind = 'reversal' then
        perform ledger.refuse('FC113', '冲回本身不能再冲回，请凭新的登记凭据另行办理。',
            'An act that takes another back is not taken back itself: make a new act against a new record.');
    elsif done.kind = 'cancel' then
        perform ledger.refuse('FC107', '减排量已注销，注销不可撤回。',
            'The tonnes are cancelled: a cancellation is final.');
    elsif exists (select from ledger.act a left join ledger.act_outcome o using (act_id)
                  where a.reverses_act = new.reverses_act and o.outcome is distinct from 'withdrawn') then
        perform ledger.refuse('FC112', format('办理单 %s 已经冲回，或已有待办的冲回。', new.reverses_act),
            format('Act %s was taken back, or its taking back is pending.', new.reverses_act));
    elsif new.effective_on < done.effective_on then
        perform ledger.refuse('FC116', format('冲回的生效日期不能早于原办理单的生效日期 %s。', done.effective_on),
            format('The taking back is effective no earlier than the act it takes back (%s).', done.effective_on));
    end if;
    new.holder := coalesce(done.to_holder, done.holder);
    new.to_holder := case when done.to_holder is not null then done.holder end;
    new.from_state := done.to_state;
    new.to_state := done.from_state;
    new.tonnes := done.tonnes;
    new.project := done.project;
    new.vintage := done.vintage;
    new.batch := done.batch;
    return new;
end $$;
create or replace trigger turn_act_round before insert on ledger.act for each row when (new.kind = 'reversal') execute function ledger.turn_act_round();

-- An act is open until its outcome. The lock lets two steps on one act, or two acts on one record, come one after the other.
create or replace function ledger.open_act(p_act bigint) returns ledger.act language plpgsql as $$
declare
    asked ledger.act;
begin
    perform pg_advisory_xact_lock(hashtextextended('ledger.act:' || p_act, 0));
    select a.* into asked from ledger.act a where a.act_id = p_act;
    if not found then
        perform ledger.refuse('FC117', format('没有编号为 %s 的办理单。', p_act),
            format('There is no act number %s.', p_act));
    elsif exists (select from ledger.act_outcome o where o.act_id = p_act) then
        perform ledger.refuse('FC109', format('办理单 %s 已经办结。', p_act),
            format('Act %s has ended.', p_act));
    end if;
    return asked;
end $$;

-- Taken back as a whole: what it rested on may carry the act that is right.
create or replace function ledger.is_taken_back(p_act bigint) returns boolean language sql stable as $$
    select exists (select from ledger.act b join ledger.act_outcome d using (act_id) where b.reverses_act = p_act and d.outcome = 'confirmed')
$$;

create or replace function ledger.judge_act_record() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    asked ledger.act := ledger.open_act(new.act_id);
    cited ledger.record;
    used  record;
begin
    perform pg_advisory_xact_lock(hashtextextended('ledger.record:' || new.record_id, 0));
    select r.* into cited from ledger.record r where r.record_id = new.record_id;
    if exists (select from ledger.act_record r where r.act_id = new.act_id) then
        perform ledger.refuse('FC109', format('办理单 %s 已经引用过凭据。', new.act_id),
            format('Act %s cites its record already.', new.act_id));
    elsif cited.source not in ('registry', 'exchange')
          and not (cited.source = 'court' and 'frozen-court' in (asked.from_state, asked.to_state)) then
        perform ledger.refuse('FC114', '减排量只凭注册登记系统或交易机构的凭据变动；司法冻结与解除可引用法院文书。',
            'Tonnes move against records of the registry or the exchange only; a court''s freeze and its release may cite the court''s paper.');
    elsif 'registry' in (asked.from_state, asked.to_state) and cited.source <> 'registry' then
        perform ledger.refuse('FC114', '减排量入账及其冲回须引用注册登记系统的登记凭据。',
            'A batch is entered, and its entry taken back, against a record of the registry.');
    elsif cited.quantity <> asked.tonnes then
        perform ledger.refuse('FC116', format('凭据 %s 的数量是 %s，办理单是 %s，须一致。', cited.number, ledger.amount_in_words(cited.quantity, true, false), ledger.amount_in_words(asked.tonnes, true, false)),
            format('Record %s says %s, the act %s: they must be the same.', cited.number, ledger.amount_in_words(cited.quantity, true, true), ledger.amount_in_words(asked.tonnes, true, true)));
    elsif extract(year from cited.dated) < asked.vintage then
        perform ledger.refuse('FC120', format('凭据 %s 的日期 %s 早于减排量产生的年份 %s：那一年的减排量此时还没有产生，请核对原件。', cited.number, cited.dated, asked.vintage),
            format('Record %s of %s is earlier than the vintage %s: nothing of that year had arisen yet. Check the original.', cited.number, cited.dated, asked.vintage));
    elsif exists (select from ledger.act_record r join ledger.act a using (act_id) left join ledger.act_outcome o using (act_id)
                  where r.record_id = new.record_id and a.kind = asked.kind and o.outcome is distinct from 'withdrawn'
                    and not ledger.is_taken_back(a.act_id)) then
        perform ledger.refuse('FC109', format('凭据 %s 已用于另一张同类办理单。', cited.number),
            format('Record %s is used for another act of this kind.', cited.number));
    end if;
    -- The one file under another number is the one record: what it says was done once.
    perform pg_advisory_xact_lock(hashtextextended('ledger.document:' || encode(cited.document_sha256, 'hex'), 0));
    select r.number, a.act_id into used
    from ledger.record r
    join ledger.act_record c using (record_id)
    join ledger.act a using (act_id)
    left join ledger.act_outcome o using (act_id)
    where r.document_sha256 = cited.document_sha256 and r.record_id <> cited.record_id
      and (a.kind, a.project, a.vintage) = (asked.kind, asked.project, asked.vintage)
      and o.outcome is distinct from 'withdrawn' and not ledger.is_taken_back(a.act_id) limit 1;
    if found then
        perform ledger.refuse('FC109', format('这份文件已作为凭据 %s 用于办理单 %s：同一份文件不能换一个编号再作同类变动的依据，请附这一笔自己的凭据文件。', used.number, used.act_id),
            format('This file is used as record %s for act %s: one file does not support an act of the same kind again under another number. Attach the file of this act''s own record.', used.number, used.act_id));
    end if;
    return new;
end $$;
create or replace trigger judge_act_record before insert on ledger.act_record for each row execute function ledger.judge_act_record();

create or replace function ledger.acts_for(p_holder text, p_actor text) returns boolean language sql stable as $$
    select coalesce((select b.is_bound from ledger.holder_account b where b.holder = p_holder and b.actor = p_actor
                     order by b.holder_account_id desc limit 1), false)
$$;

-- The recipient accepts by an account that acts for them. One without such an account accepts by a paper of theirs, cited as a
-- record; who enters it does not confirm the act either.
create or replace function ledger.judge_act_acceptance() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    asked ledger.act := ledger.open_act(new.act_id);
    cited ledger.record;
begin
    if asked.kind <> 'transfer' then
        perform ledger.refuse('FC116', '只有划转需要受让方接收。',
            'Only a transfer is accepted by its recipient.');
    elsif exists (select from ledger.act_acceptance c where c.act_id = new.act_id) then
        perform ledger.refuse('FC109', format('办理单 %s 已经接收过。', new.act_id),
            format('Act %s was accepted before.', new.act_id));
    elsif new.record_id is null then
        if asked.made_by = new.accepted_by then
            perform ledger.refuse('FC111', '录入人不能代受让方接收，请由受让方的经办账号办理。',
            'The maker does not accept for the recipient: an account that acts for the recipient does.');
        elsif not ledger.acts_for(asked.to_holder, new.accepted_by) then
            perform ledger.refuse('FC119', '只有受让方的经办账号可以接收；受让方没有经办账号的，须引用其接收凭据。',
            'Only an account that acts for the recipient accepts; for a recipient without one, cite their acceptance.');
        end if;
        return new;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('ledger.record:' || new.record_id, 0));
    select r.* into cited from ledger.record r where r.record_id = new.record_id;
    if exists (select from ledger.holder_account_v b where b.holder = asked.to_holder) then
        perform ledger.refuse('FC119', '受让方有经办账号，只能由其账号接收。',
            'The recipient has an acting account: only that account accepts.');
    elsif cited.source is distinct from 'acceptance' then
        perform ledger.refuse('FC114', '接收须引用受让方的接收凭据。',
            'An acceptance cites the recipient''s own paper.');
    elsif cited.quantity <> asked.tonnes then
        perform ledger.refuse('FC116', format('接收凭据 %s 的数量是 %s，办理单是 %s，须一致。', cited.number, ledger.amount_in_words(cited.quantity, true, false), ledger.amount_in_words(asked.tonnes, true, false)),
            format('Acceptance %s says %s, the act %s: they must be the same.', cited.number, ledger.amount_in_words(cited.quantity, true, true), ledger.amount_in_words(asked.tonnes, true, true)));
    elsif exists (select from ledger.act_acceptance c left join ledger.act_outcome o using (act_id)
                  where c.record_id = new.record_id and o.outcome is distinct from 'withdrawn') then
        perform ledger.refuse('FC109', format('接收凭据 %s 已用于另一张办理单。', cited.number),
            format('Acceptance %s is used for another act.', cited.number));
    end if;
    new.document_sha256 := cited.document_sha256;
    return new;
end $$;
create or replace trigger judge_act_acceptance before insert on ledger.act_acceptance for each row execute function ledger.judge_act_acceptance();

-- Maker is not checker, whoever they are: neither who asked for the act nor who cited its record confirms it.
create or replace function ledger.judge_act_outcome() returns trigger language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    asked ledger.act := ledger.open_act(new.act_id);
    cited ledger.act_record;
begin
    if new.outcome = 'withdrawn' then
        delete from ledger.tranche t where t.act_id = new.act_id;
        return new;
    end if;
    select r.* into cited from ledger.act_record r where r.act_id = new.act_id;
    if cited.act_id is null then
        perform ledger.refuse('FC114', '还没有引用凭据：待注册登记系统确认的减排量不能过账。',
            'No record is cited yet: tonnes that the registry has not confirmed are not posted.');
    elsif new.decided_by in (asked.made_by, cited.cited_by) then
        perform ledger.refuse('FC111', '录入办理单或凭据的人不能复核，请由另一人确认。',
            'Who made the act or cited its record does not check it: another person does.');
    elsif asked.kind = 'transfer' and not exists (select from ledger.act_acceptance c where c.act_id = new.act_id) then
        perform ledger.refuse('FC116', '受让方还没有接收这笔划转。',
            'The recipient has not accepted this transfer yet.');
    elsif exists (select from ledger.act_acceptance c where c.act_id = new.act_id and c.record_id is not null and c.accepted_by = new.decided_by) then
        perform ledger.refuse('FC111', '录入接收凭据的人不能复核，请由另一人确认。',
            'Who cited the acceptance does not check the act: another person does.');
    end if;
    delete from ledger.tranche t where t.act_id = asked.reverses_act;
    return new;
end $$;
create or replace trigger judge_act_outcome before insert on ledger.act_outcome for each row execute function ledger.judge_act_outcome();

-- A pending entry that belongs to an act ends with the act and not past it.
create or replace function ledger.judge_end_of_act() returns trigger language plpgsql as $$
begin
    if exists (select from ledger.act a left join ledger.act_outcome o using (act_id)
               where a.entry_id = new.resolves
                 and o.outcome is distinct from case new.kind when 'post' then 'confirmed' else 'withdrawn' end) then
        perform ledger.refuse('FC116', '这笔待确认分录属于一张办理单，请在办理单上复核或撤回。',
            'This pending entry belongs to an act: check or withdraw the act.');
    end if;
    return new;
end $$;
create or replace trigger judge_end_of_act before insert on ledger.entry for each row when (new.resolves is not null)
    execute function ledger.judge_end_of_act();

-- Serials in every account as they stood for all that is effective up to a day and recorded up to a moment: +1 where a range
-- comes in, -1 where it goes out, and held is where the sum along the numbers is one, in whatever order it was posted.
create or replace function ledger.serials_as_of(p_effective_on date, p_recorded_at timestamptz)
returns table (account_id bigint, issuance_id bigint, first_serial bigint, last_serial bigint)
language sql stable parallel safe as $$
    with moved as (
        select p.debit_account_id, p.credit_account_id, s.issuance_id, s.serials
        from ledger.posting p
        cross join lateral unnest(p.issuance_ids, p.serials) s (issuance_id, serials)
        where p.issuance_ids is not null and p.stage = 'posted' and p.effective_on <= p_effective_on and p.recorded_at <= p_recorded_at
    ), edges as (
        select m.debit_account_id as account_id, m.issuance_id, e.at, e.step from moved m
        cross join lateral (values (lower(m.serials), 1), (upper(m.serials), -1)) e (at, step)
        union all
        select m.credit_account_id, m.issuance_id, e.at, e.step from moved m
        cross join lateral (values (lower(m.serials), -1), (upper(m.serials), 1)) e (at, step)
    ), swept as (
        select e.account_id, e.issuance_id, e.at, sum(sum(e.step)) over w as held, lead(e.at) over w as next
        from edges e group by e.account_id, e.issuance_id, e.at having sum(e.step) <> 0
        window w as (partition by e.account_id, e.issuance_id order by e.at)
    )
    select s.account_id, s.issuance_id, s.at, s.next - 1 from swept s where s.held > 0
$$;

-- Holdings on a day in the subsidiary book, with the attributes of their tonnes; the registry's source account is no holding.
create or replace function ledger.holdings_as_of(p_effective_on date, p_recorded_at timestamptz)
returns table (account_id bigint, holder text, state text, state_kind text, issuance_id bigint, project text, vintage integer, batch text,
               methodology_version text, claim text, serial_prefix text, is_internal boolean, first_serial bigint, last_serial bigint, tonnes bigint)
language sql stable parallel safe as $$
    select s.account_id, a.holder, a.state, t.kind, s.issuance_id, n.project, n.vintage, n.batch, n.methodology_version, n.claim,
           n.serial_prefix, n.is_internal, s.first_serial, s.last_serial, s.last_serial - s.first_serial + 1
    from ledger.serials_as_of(p_effective_on, p_recorded_at) s
    join ledger.account a using (account_id)
    join ledger.issuance n using (issuance_id)
    join ledger.state t on t.state = a.state
    where a.is_by_acts and t.kind <> 'source'
$$;

create or replace view ledger.holder_v as
select h.holder, h.name, h.kind, h.registry_account, h.is_kept_here, h.is_demonstration from ledger.holder h;

-- Accounts that act for a holder now.
create or replace view ledger.holder_account_v as
select b.holder, b.actor, b.bound_by, b.bound_at
from (select distinct on (n.holder, n.actor) n.* from ledger.holder_account n order by n.holder, n.actor, n.holder_account_id desc) b
where b.is_bound;

create or replace view ledger.state_v as
select s.state, s.kind, s.name_zh, s.name_en, s.is_final from ledger.state s;

create or replace view ledger.act_v as
select a.act_id, a.key, a.kind, a.holder, h.name as holder_name, a.to_holder, g.name as to_holder_name, a.from_state, a.to_state, a.tonnes,
       a.effective_on, a.note, a.beneficiary, a.method, a.price_fen, a.fee_fen, a.project, a.vintage, a.batch, a.methodology_version, a.claim,
       a.serial_prefix, a.first_serial, a.verified_t, a.applied_t, a.verification_report, a.entry_id, a.made_by, a.made_at,
       c.record_id, c.cited_by, c.cited_at, r.source as record_source, r.number as record_number, r.dated as record_dated,
       encode(r.document_sha256, 'hex') as record_sha256, p.representative, p.accepted_by, p.accepted_at,
       coalesce(o.outcome, 'pending') as outcome, o.decided_by, o.decided_at, o.note as outcome_note,
       e.entry_id as posted_entry_id, c.record_id is not null as is_cited, a.reverses_act,
       (select b.act_id from ledger.act b join ledger.act_outcome d using (act_id) where b.reverses_act = a.act_id and d.outcome = 'confirmed') as reversed_by,
       q.number as acceptance_number, q.dated as acceptance_dated, encode(p.document_sha256, 'hex') as acceptance_sha256,
       (select b.act_id from ledger.act b where b.reverses_act = a.act_id and not exists (select from ledger.act_outcome d where d.act_id = b.act_id)) as pending_reversal
from ledger.act a
join ledger.holder h using (holder)
left join ledger.holder g on g.holder = a.to_holder
left join ledger.act_record c using (act_id)
left join ledger.record r using (record_id)
left join ledger.act_acceptance p using (act_id)
left join ledger.record q on q.record_id = p.record_id
left join ledger.act_outcome o using (act_id)
left join ledger.entry e on e.key = 'act:' || a.act_id || ':post';

create or replace view ledger.statement_v as
select s.statement_id, s.source, s.holder, h.name as holder_name, s.as_of, encode(s.file_sha256, 'hex') as file_sha256, s.file_name, s.imported_by, s.imported_at,
       c.asserted_by, c.asserted_at
from ledger.statement s join ledger.holder h using (holder) left join ledger.statement_assertion c using (statement_id);

-- A statement against the book on its day: every line of either side, to the tonne and to the fen, in the state the statement gives, or in
-- the kind of state where it gives no more than the kind; what it names alone is not counted in the kind again. A statement without tonnes
-- asserts nothing about them. What only one side has is 0 on the other only where the other side could have it; an account we do not know
-- has no figure of ours.
set local check_function_bodies = off; -- ledger.balance_as_of is made after this file, in ledger.views.sql
drop function if exists ledger.compare_statement(bigint);
create function ledger.compare_statement(p_statement bigint)
returns table (project text, vintage integer, state_kind text, book text, account text, theirs bigint, ours bigint, difference bigint, state text,
               account_name text, given_number text, given_name text, taken_by text)
language sql stable as $$
    with asserted as (select s.* from ledger.statement s where s.statement_id = p_statement),
    theirs as (
        select l.project, l.vintage, l.state_kind, coalesce(l.state, '') as state, sum(l.amount)::bigint as tonnes from ledger.statement_line l
        where l.statement_id = p_statement and l.account is null group by l.project, l.vintage, l.state_kind, coalesce(l.state, '')
    ), ours as (
        select h.project, h.vintage, h.state_kind, coalesce(n.state, g.state, case h.state_kind when 'live' then '' else h.state end) as state,
               sum(h.tonnes)::bigint as tonnes
        from asserted s cross join lateral ledger.holdings_as_of(s.as_of, 'infinity') h
        left join theirs n on (n.project, n.vintage, n.state) = (h.project, h.vintage, h.state)
        left join theirs g on (g.project, g.vintage, g.state_kind, g.state) = (h.project, h.vintage, h.state_kind, '')
        where h.holder = s.holder and h.state_kind in ('live', 'frozen', 'cancelled') and exists (select from theirs)
          and (s.source = 'registry' or h.state_kind <> 'cancelled' or exists (select from theirs c where c.state_kind = 'cancelled'))
        group by 1, 2, 3, 4
    ), tonnes as (
        select project, vintage, state_kind, state, coalesce(t.tonnes, 0) as theirs, coalesce(o.tonnes, 0) as ours
        from theirs t full join ours o using (project, vintage, state_kind, state)
    )
    select t.project, t.vintage, t.state_kind, null, null, t.theirs, t.ours, t.theirs - t.ours, nullif(t.state, ''), null, null, null, null from tonnes t
    union all
    select null, null, null, l.book, l.account, l.amount, b.fen, l.amount - coalesce(b.fen, 0), null, b.name, l.given_number, l.given_name, l.taken_by
    from ledger.statement_line l
    left join lateral (select ledger.balance_as_of(a.account_id, (select s.as_of from asserted s), 'infinity') as fen, a.name
                       from ledger.account a join ledger.book k using (book_id)
                       where a.asset_kind = 'money' and a.code = l.account and k.code = l.book) b on true
    where l.statement_id = p_statement and l.account is not null
$$;
set local check_function_bodies = on;
