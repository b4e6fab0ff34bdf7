-- The only way anything is posted. These functions run as their owner, because the application's role may not write the
-- tables they write; each judges and writes under the locks it takes, in one round trip, and refuses with a state of class
-- FC1xx whose message is the sentence for the person who asked.
--
-- Locks, always in this order, so that nobody waits in a circle: the key, the calendar (shared), the accounts by number.
-- Generic plans, because planning one posting anew costs a tenth of posting it; `field` is written so that it is inlined.

-- Text in a hash: its length before it, so that no two different rows give the same bytes.
create or replace function ledger.field(value text) returns text language sql immutable parallel safe as $$
    select case when value is null then '-' else octet_length(value)::text || ':' || value end
$$;

create or replace function ledger.named_actor() returns text language plpgsql stable as $$
declare
    actor text := coalesce(current_setting('forestcarbon.actor', true), '');
begin
    if actor = '' then
        raise exception 'no actor is named for this posting' using errcode = 'FC001', hint = 'Write through Db.';
    end if;
    return actor;
end $$;

-- The English travels as the hint: the driver withholds the detail of an error from the program.
drop function if exists ledger.refuse(text, text);
create or replace function ledger.refuse(state text, sentence text, english text) returns void language plpgsql as $$
begin
    raise exception using errcode = state, message = sentence, hint = english;
end $$;

-- An amount as a sentence says it.
create or replace function ledger.amount_in_words(p_amount bigint, p_is_tonnes boolean, p_english boolean) returns text
language sql immutable parallel safe as $$
    select case when p_is_tonnes then to_char(p_amount, 'FM999,999,999,999,999,990') || case when p_english then ' tCO₂e' else ' 吨' end
                when p_english then 'CNY ' || to_char(p_amount / 100.0, 'FM999,999,999,999,990.00')
                else to_char(p_amount / 100.0, 'FM999,999,999,999,990.00') || ' 元' end
$$;

-- A whole issuance into its first account, once; a pending one only looks whether it could.
create or replace function ledger.enter_serials(
    p_to bigint, p_asset bigint, p_amount bigint, p_issuance bigint[], p_serials int8range[], p_is_pending boolean) returns void language plpgsql as $$
begin
    if coalesce(cardinality(p_issuance), 0) <> 1 or not exists (
        select from ledger.issuance n where n.issuance_id = p_issuance[1] and n.asset_id = p_asset and n.serials = p_serials[1]
            and upper(n.serials) - lower(n.serials) = p_amount) then
        perform ledger.refuse('FC116', '登记的一批减排量只能整批、按登记的编号段记入。',
            'A registered batch is entered whole, under its registered serials.');
    elsif exists (select from ledger.lot l where l.issuance_id = p_issuance[1]) then
        perform ledger.refuse('FC108', '这一批减排量已经记入过，不能再记一次。',
            'This batch was entered before and is not entered twice.');
    elsif exists (select from ledger.issuance n where n.issuance_id = p_issuance[1] and n.taken_back_by is not null) then
        perform ledger.refuse('FC108', '这一批减排量已经冲回：更正后的须作为新的一批录入。',
            'This batch was taken back: what is right is entered as a new batch.');
    elsif not p_is_pending then
        insert into ledger.lot (issuance_id, account_id, serials) values (p_issuance[1], p_to, p_serials[1]);
    end if;
end $$;

-- Serial ranges out of an account: given ones, or the lowest free ones. Splits rows where a range ends inside one. Where
-- p_reserve_entry is given they stay where they are, reserved; else they go to the other account.
create or replace function ledger.move_serials(
    p_from bigint, p_to bigint, p_to_source boolean, p_amount bigint, p_issuance bigint[], p_serials int8range[],
    p_reserve_entry bigint, p_reserve_line integer, out o_issuance bigint[], out o_serials int8range[]) language plpgsql as $$
declare
    taken   bigint := 0;
    i       integer := 0;
    lots    refcursor;
    lot     ledger.lot;
    piece   int8range;
    rest_before int8range;
    rest_after  int8range;
    stand_at     bigint := case when p_reserve_entry is null then p_to else p_from end;
begin
    o_issuance := '{}'; o_serials := '{}';
    loop
        if p_serials is null then
            open lots for select l.* from ledger.lot l
                where l.account_id = p_from and l.reserved_entry is null order by l.issuance_id, l.serials;
        else
            i := i + 1;
            exit when i > cardinality(p_serials);
            open lots for select l.* from ledger.lot l
                where l.issuance_id = p_issuance[i] and l.serials && p_serials[i] and l.account_id = p_from
                  and l.reserved_entry is null order by l.serials;
        end if;
        loop
            fetch lots into lot;
            exit when not found;
            piece := case when p_serials is null
                then int8range(lower(lot.serials), least(upper(lot.serials), lower(lot.serials) + p_amount - taken))
                else lot.serials * p_serials[i] end;
            rest_before := int8range(lower(lot.serials), lower(piece));
            rest_after := int8range(upper(piece), upper(lot.serials));
            if isempty(rest_before) and isempty(rest_after) then
                if p_to_source then
                    delete from ledger.lot l where l.lot_id = lot.lot_id;
                else
                    update ledger.lot l set account_id = stand_at, reserved_entry = p_reserve_entry, reserved_line = p_reserve_line
                    where l.lot_id = lot.lot_id;
                end if;
            else
                update ledger.lot l set serials = case when isempty(rest_before) then rest_after else rest_before end where l.lot_id = lot.lot_id;
                if not isempty(rest_before) and not isempty(rest_after) then
                    insert into ledger.lot (issuance_id, account_id, serials) values (lot.issuance_id, p_from, rest_after);
                end if;
                if not p_to_source then
                    insert into ledger.lot (issuance_id, account_id, serials, reserved_entry, reserved_line)
                    values (lot.issuance_id, stand_at, piece, p_reserve_entry, p_reserve_line);
                end if;
            end if;
            taken := taken + upper(piece) - lower(piece);
            o_issuance := o_issuance || lot.issuance_id;
            o_serials := o_serials || piece;
            exit when taken >= p_amount;
        end loop;
        close lots;
        exit when p_serials is null;
    end loop;
    if taken <> p_amount or (p_serials is not null and p_amount <> (select sum(upper(r) - lower(r)) from unnest(p_serials) r)) then
        perform ledger.refuse('FC108', format('%s在所列编号段内可用的不是 %s，编号已转走、被占用或与数量不符。', ledger.called(p_from), ledger.amount_in_words(p_amount, true, false)),
            format('%s does not have %s free within these serials: they have moved on, are reserved, or do not make this quantity.', ledger.called(p_from, true), ledger.amount_in_words(p_amount, true, true)));
    end if;
end $$;

-- Whether a posting of a book of acts is what a confirmed act asks for, and nothing beside it.
create or replace function ledger.is_act(
    p_entry bigint, p_line integer, p_debit bigint, p_credit bigint, p_amount bigint, p_resolves bigint) returns boolean language sql stable as $$
    select p_line = 1 and exists (
        select from ledger.entry e
        join ledger.act a on e.key = 'act:' || a.act_id || ':post'
        join ledger.act_outcome o on o.act_id = a.act_id and o.outcome = 'confirmed' and o.decided_by = e.actor
        join ledger.act_record r on r.act_id = a.act_id and r.record_id = e.record_id
        join ledger.account d on d.account_id = p_debit
        join ledger.account c on c.account_id = p_credit
        where e.entry_id = p_entry and e.lines = 1 and a.tonnes = p_amount and a.entry_id is not distinct from p_resolves
          and d.state = a.to_state and c.state = a.from_state
          and d.holder = case a.to_state when 'registry' then 'registry' else coalesce(a.to_holder, a.holder) end
          and c.holder = case a.from_state when 'registry' then 'registry' else a.holder end
          and e.reverses is not distinct from (select x.entry_id from ledger.entry x where x.key = 'act:' || a.reverses_act || ':post'))
$$;

-- The day it is in the county, whatever zone the session keeps.
create or replace function ledger.today() returns date language sql stable parallel safe as $$
    select (clock_timestamp() at time zone 'Asia/Shanghai')::date
$$;

-- How a person calls an account of the subsidiary book: whose, and in which state; other accounts by their code and name.
drop function if exists ledger.called(bigint);
create or replace function ledger.called(p_account bigint, p_english boolean default false) returns text language sql stable parallel safe as $$
    select coalesce(
        case when not a.is_by_acts then null
             when p_english then coalesce(h.name || ' ', '') || '“' || t.name_en || '”'
             else coalesce(h.name || '的', '') || '“' || t.name_zh || '”' end,
        case when p_english then 'account ' else '账户 ' end || coalesce(a.code || case when a.name <> a.code then ' ' || a.name else '' end, p_account::text))
    from (values (p_account)) given (id)
    left join ledger.account a on a.account_id = given.id
    left join ledger.holder h on h.holder = a.holder
    left join ledger.state t on t.state = a.state
$$;

-- Tonnes of the subsidiary book move on no day before the one on which they came where they are: then every serial stands in one place
-- on every effective day, and no balance was ever below zero. What is entered in the place of a batch that was taken back comes
-- after it went.
create or replace function ledger.refuse_before_held(p_credit bigint, p_effective_on date, p_issuance bigint[], p_serials int8range[])
returns void language plpgsql stable as $$
declare
    came record;
begin
    select f.effective_on, n.serial_prefix || lower(f.serials) || '–' || (upper(f.serials) - 1) as numbers into came
    from (select p.effective_on, s.issuance_id, s.serials * m.serials as serials
          from ledger.posting p
          cross join lateral unnest(p.issuance_ids, p.serials) s (issuance_id, serials)
          join unnest(p_issuance, p_serials) m (issuance_id, serials) on m.issuance_id = s.issuance_id and m.serials && s.serials
          where p.debit_account_id = p_credit and p.stage = 'posted' and p.effective_on > p_effective_on) f
    join ledger.issuance n using (issuance_id)
    order by f.effective_on desc limit 1;
    if found then
        perform ledger.refuse('FC120', format('编号 %s 到 %s 才在%s：生效日期不能早于这一天。', came.numbers, came.effective_on, ledger.called(p_credit)),
            format('The serials %s came on %s only to %s: the effective day is not before that day.', came.numbers, came.effective_on, ledger.called(p_credit, true)));
    end if;
    select e.effective_on, n.batch into came
    from unnest(p_issuance) m (issuance_id)
    join ledger.issuance n using (issuance_id)
    join ledger.issuance o on o.issuance_id = n.replaces
    join ledger.entry e on e.entry_id = o.taken_back_by
    where e.effective_on > p_effective_on limit 1;
    if found then
        perform ledger.refuse('FC120', format('第 %s 批接替的批次到 %s 才冲回：生效日期不能早于这一天。', came.batch, came.effective_on),
            format('The batch that batch %s replaces was taken back on %s only: the effective day is not before that day.', came.batch, came.effective_on));
    end if;
end $$;

-- One posting: judged, written, both chains and balances carried on. The caller has locked the accounts.
create or replace function ledger.append_posting(
    p_entry bigint, p_entry_hash bytea, p_line integer, p_kind text, p_debit bigint, p_credit bigint, p_amount bigint, p_pair integer,
    p_effective_on date, p_recorded_at timestamptz, p_record bigint, p_issuance bigint[], p_serials int8range[], p_resolves bigint)
returns void language plpgsql as $$
declare
    j        record;
    v_stage  text := case p_kind when 'pending' then 'pending' when 'void' then 'voided' when 'expire' then 'expired' else 'posted' end;
    moved    bigint[];
    ranges   int8range[];
    v_posted bigint := case when v_stage = 'posted' then p_amount else 0 end;
    v_held   bigint := case when v_stage = 'pending' then p_amount when p_resolves is not null then -p_amount else 0 end;
    v_hash   bytea;
begin
    select d.book_id, d.asset_id, d.asset_kind = 'tonnes' as is_tonnes, d.postings + 1 as d_seq, d.head as d_head, c.postings + 1 as c_seq,
           c.head as c_head, d.book_id = c.book_id and d.asset_id = c.asset_id as is_one_asset,
           coalesce(d.state = 'registry', false) as is_d_source, coalesce(c.state = 'registry', false) as is_c_source,
           d.normal_side = 'credit' and d.credits - d.debits - d.pending_debits < p_amount as is_d_short,
           c.normal_side = 'debit' and c.debits - c.credits - c.pending_credits < p_amount as is_c_short,
           c.debits - c.credits - c.pending_credits as c_free, d.credits - d.debits - d.pending_debits as d_free,
           d.code as d_code, c.code as c_code, d.is_between or c.is_between as is_between, c.is_final, d.is_by_acts or c.is_by_acts as is_by_acts,
           d.asset_kind = 'money' or coalesce(m.holder = 'any' or (m.holder = 'same') = (d.holder = c.holder), false) as may_move,
           (select max(p.closed_through) from ledger.period_close p
            where p.book_id = d.book_id and p.confirmed_at is not null) as closed_through,
           (select h.reason from ledger.halt h where h.lifted_at is null limit 1) as halted_because,
           (select coalesce(h.reason_en, h.reason) from ledger.halt h where h.lifted_at is null limit 1) as halted_en,
           p_record is null or exists (select from ledger.record r where r.record_id = p_record) as is_cited
    into j
    from ledger.account d
    cross join ledger.account c
    left join ledger.state_move m on m.from_state = case p_kind when 'reversal' then d.state else c.state end
                                 and m.to_state = case p_kind when 'reversal' then c.state else d.state end
    where d.account_id = p_debit and c.account_id = p_credit;
    if p_debit = p_credit then
        perform ledger.refuse('FC102', format('第 %s 行的借贷两方是同一个账户：%s。', p_line, ledger.called(p_debit)),
            format('Line %s: debit and credit are one account: %s.', p_line, ledger.called(p_debit, true)));
    elsif j.book_id is null then
        perform ledger.refuse('FC102', format('第 %s 行的账户 %s、%s 中有未开立的。', p_line, ledger.called(p_debit), ledger.called(p_credit)),
            format('Line %s: of %s and %s one was never declared.', p_line, ledger.called(p_debit, true), ledger.called(p_credit, true)));
    elsif j.halted_because is not null then
        perform ledger.refuse('FC101', format('账簿处于只读状态（%s），查清并解除后才能过账。', j.halted_because),
            format('The ledger is read-only (%s): nothing is posted until it is cleared up and lifted.', j.halted_en));
    elsif p_effective_on <= j.closed_through then
        perform ledger.refuse('FC105', format('%s 所在的期间已结账（结至 %s），请在未结账的期间用更正分录处理。', p_effective_on, j.closed_through),
            format('%s lies in a closed period (closed through %s): put it right by a correction in an open period.', p_effective_on, j.closed_through));
    elsif j.is_by_acts and v_stage in ('posted', 'pending') and p_effective_on > ledger.today() then
        perform ledger.refuse('FC120', format('生效日期 %s 还没有到（今天是 %s）：登记系统还没有办理的变动不能先记。', p_effective_on, ledger.today()),
            format('The effective day %s has not come (today is %s): what the registry has not done yet is not entered.', p_effective_on, ledger.today()));
    elsif not j.is_one_asset then
        perform ledger.refuse('FC103', format('第 %s 行的%s与%s不在同一账簿，或不是同一种资产。', p_line, ledger.called(p_debit), ledger.called(p_credit)),
            format('Line %s: %s and %s are not of one book and one asset.', p_line, ledger.called(p_debit, true), ledger.called(p_credit, true)));
    elsif not coalesce(p_amount between 1 and 1000000000000000, false) then
        perform ledger.refuse('FC116', format('第 %s 行的数量须为正整数。', p_line),
            format('Line %s: the quantity is a positive whole number.', p_line));
    elsif j.is_final and v_stage in ('posted', 'pending') then
        perform ledger.refuse('FC107', format('%s的减排量已注销，注销不可撤回。', ledger.called(p_credit)),
            format('The tonnes of %s are cancelled: a cancellation is final.', ledger.called(p_credit, true)));
    elsif not j.may_move and p_resolves is null then
        perform ledger.refuse('FC107', format('减排量不能从%s变到%s。', ledger.called(p_credit), ledger.called(p_debit)),
            format('Tonnes do not move from %s to %s.', ledger.called(p_credit, true), ledger.called(p_debit, true)));
    elsif j.is_tonnes and v_stage = 'posted' and p_record is null then
        perform ledger.refuse('FC114', '减排量过账须引用登记或交易凭据；没有凭据的先记为待确认。',
            'Tonnes are posted against a record of the registry or the exchange; without one they can only be pending.');
    elsif j.is_by_acts and p_kind in ('posting', 'post', 'reversal') and not ledger.is_act(p_entry, p_line, p_debit, p_credit, p_amount, p_resolves) then
        if p_kind = 'reversal' then
            perform ledger.refuse('FC118', '这一笔属于一张办理单，不能单独冲销：请在办理单上冲回，凭登记凭据并由另一人复核。',
                'This posting belongs to an act and is not reversed alone: take the act back, against a record and checked by another person.');
        end if;
        perform ledger.refuse('FC118', '备查账的减排量只凭已复核的办理单变动，不能直接过账。',
            'Tonnes of the subsidiary book move by a confirmed act only and are not posted directly.');
    elsif not j.is_cited then
        perform ledger.refuse('FC117', format('没有编号为 %s 的凭据。', p_record),
            format('There is no record number %s.', p_record));
    elsif j.is_between and p_pair is null then
        perform ledger.refuse('FC115', format('第 %s 行涉及往来账户，须与另一账簿的一行成对。', p_line),
            format('Line %s is on an account between entities and needs its counterpart in another book.', p_line));
    elsif p_resolves is null and (j.is_c_short or j.is_d_short) then
        perform ledger.refuse('FC104', format('%s只有 %s，不足 %s（待确认的已扣除）。',
            ledger.called(case when j.is_c_short then p_credit else p_debit end),
            ledger.amount_in_words(case when j.is_c_short then j.c_free else j.d_free end, j.is_tonnes, false), ledger.amount_in_words(p_amount, j.is_tonnes, false)),
            format('%s has %s free, less than %s (what is pending is taken off).',
            ledger.called(case when j.is_c_short then p_credit else p_debit end, true),
            ledger.amount_in_words(case when j.is_c_short then j.c_free else j.d_free end, j.is_tonnes, true), ledger.amount_in_words(p_amount, j.is_tonnes, true)));
    end if;

    if not j.is_tonnes then
        if cardinality(p_serials) > 0 then
            perform ledger.refuse('FC116', '货币没有编号段。',
            'Money has no serials.');
        end if;
    elsif j.is_c_source then
        moved := p_issuance; ranges := p_serials;
        if v_stage in ('posted', 'pending') then
            perform ledger.enter_serials(p_debit, j.asset_id, p_amount, moved, ranges, v_stage = 'pending');
        end if;
    elsif p_resolves is null then
        select o_issuance, o_serials into moved, ranges from ledger.move_serials(
            p_credit, p_debit, j.is_d_source, p_amount, p_issuance, p_serials,
            case when v_stage = 'pending' then p_entry end, case when v_stage = 'pending' then p_line end);
    else
        with settled as (
            update ledger.lot l
            set account_id = case when v_stage = 'posted' then p_debit else l.account_id end, reserved_entry = null, reserved_line = null
            where l.reserved_entry = p_resolves and l.reserved_line = p_line
            returning l.issuance_id, l.serials
        )
        select array_agg(issuance_id order by issuance_id, serials), array_agg(serials order by issuance_id, serials) into moved, ranges from settled;
        if p_amount is distinct from (select sum(upper(r) - lower(r)) from unnest(ranges) r) then
            raise exception 'the serials reserved by entry % are not there any more', p_resolves;
        end if;
    end if;

    if j.is_by_acts and v_stage in ('posted', 'pending') then
        perform ledger.refuse_before_held(p_credit, p_effective_on, moved, ranges);
    end if;

    if j.is_d_source and p_kind = 'reversal' then
        update ledger.issuance n set taken_back_by = p_entry where n.issuance_id = any (moved);
    end if;

    v_hash := sha256(j.d_head || j.c_head || p_entry_hash || convert_to(concat_ws('|', p_line, j.book_id, j.asset_id, p_debit, p_credit,
        p_amount, v_stage, coalesce(p_pair, 0), j.d_seq, j.c_seq, coalesce(moved::text, '{}'), coalesce(ranges::text, '{}')), 'UTF8'));
    insert into ledger.posting (entry_id, line, book_id, asset_id, debit_account_id, credit_account_id, amount, stage, pair, effective_on,
                                recorded_at, issuance_ids, serials, debit_seq, credit_seq, debit_previous, credit_previous, hash)
    values (p_entry, p_line, j.book_id, j.asset_id, p_debit, p_credit, p_amount, v_stage, p_pair, p_effective_on,
            p_recorded_at, moved, ranges, j.d_seq, j.c_seq, j.d_head, j.c_head, v_hash);
    update ledger.account a
    set debits = a.debits + case when a.account_id = p_debit then v_posted else 0 end,
        credits = a.credits + case when a.account_id = p_credit then v_posted else 0 end,
        pending_debits = a.pending_debits + case when a.account_id = p_debit then v_held else 0 end,
        pending_credits = a.pending_credits + case when a.account_id = p_credit then v_held else 0 end,
        postings = a.postings + 1,
        head = v_hash
    where a.account_id in (p_debit, p_credit);
end $$;

-- The entry a key already stands for; another body under the same key is refused. Takes the key.
create or replace function ledger.entry_of_key(p_key text, p_fingerprint bytea) returns ledger.outcome language plpgsql as $$
declare
    known record;
begin
    if coalesce(p_key, '') = '' then
        perform ledger.refuse('FC116', '过账须带幂等键。',
            'A posting carries an idempotency key.');
    end if;
    perform pg_advisory_xact_lock(hashtextextended('ledger.key:' || p_key, 0));
    select e.entry_id, e.recorded_at, e.fingerprint into known from ledger.entry e where e.key = p_key;
    if not found then
        return null;
    elsif known.fingerprint <> p_fingerprint then
        perform ledger.refuse('FC106', '同一幂等键已用于另一份内容不同的请求。',
            'This idempotency key stands for a request with another content.');
    end if;
    return (known.entry_id, known.recorded_at, true)::ledger.outcome;
end $$;

-- Writes the entry's row under the locks; returns its hash.
create or replace function ledger.append_entry(
    p_entry bigint, p_kind text, p_key text, p_fingerprint bytea, p_effective_on date, p_recorded_at timestamptz, p_actor text,
    p_record bigint, p_resolves bigint, p_reverses bigint, p_corrects bigint, p_expires_at timestamptz, p_lines integer)
returns bytea language plpgsql as $$
declare
    v_reason text := coalesce(current_setting('forestcarbon.reason', true), '');
    v_hash   bytea := sha256(convert_to(concat_ws('|', p_entry, p_kind, ledger.field(p_key), encode(p_fingerprint, 'hex'), p_effective_on - date '2000-01-01',
        (extract(epoch from p_recorded_at) * 1000000)::bigint, ledger.field(p_actor), ledger.field(v_reason), coalesce(p_record, 0),
        coalesce(p_resolves, 0), coalesce(p_reverses, 0), coalesce(p_corrects, 0),
        coalesce((extract(epoch from p_expires_at) * 1000000)::bigint, 0), p_lines), 'UTF8'));
begin
    insert into ledger.entry (entry_id, kind, key, fingerprint, effective_on, recorded_at, actor, reason, record_id, resolves, reverses,
                              corrects, expires_at, lines, hash)
    values (p_entry, p_kind, p_key, p_fingerprint, p_effective_on, p_recorded_at, p_actor, v_reason, p_record, p_resolves, p_reverses,
            p_corrects, p_expires_at, p_lines, v_hash);
    return v_hash;
end $$;

-- Posts an entry of one or more lines, or reserves it (p_expires_at or p_is_pending). Serials are given as pairs of line,
-- issuance and range; a line of tonnes without any takes the lowest free serials of its account.
create or replace function ledger.post(
    p_key text, p_effective_on date, p_is_pending boolean, p_expires_at timestamptz, p_record bigint, p_corrects bigint,
    p_debit bigint[], p_credit bigint[], p_amount bigint[], p_pair integer[],
    p_serial_line integer[], p_issuance bigint[], p_serials int8range[])
returns ledger.outcome language plpgsql security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
    v_actor  text := ledger.named_actor();
    v_kind   text := case when p_is_pending then 'pending' else 'posting' end;
    v_print  bytea := sha256(convert_to(concat_ws('|', v_kind, p_effective_on - date '2000-01-01', coalesce((extract(epoch from p_expires_at) * 1000000)::bigint, 0),
        coalesce(p_record, 0), coalesce(p_corrects, 0), p_debit::text, p_credit::text, p_amount::text, coalesce(p_pair::text, '{}'),
        coalesce(p_serial_line::text, '{}'), coalesce(p_issuance::text, '{}'), coalesce(p_serials::text, '{}')), 'UTF8'));
    known    ledger.outcome := ledger.entry_of_key(p_key, v_print);
    v_lines  integer := cardinality(p_debit);
    v_entry  bigint;
    v_at     timestamptz;
    v_hash   bytea;
begin
    if known is not null then
        return known;
    elsif coalesce(v_lines, 0) = 0 or cardinality(p_credit) is distinct from v_lines or cardinality(p_amount) is distinct from v_lines
          or p_effective_on is null or (p_pair is not null and cardinality(p_pair) <> v_lines)
          or coalesce(cardinality(p_serial_line), 0) <> coalesce(cardinality(p_serials), 0)
          or coalesce(cardinality(p_issuance), 0) <> coalesce(cardinality(p_serials), 0) then
        perform ledger.refuse('FC116', '分录不完整：每行要有借方、贷方和数量，编号段要指明行和批次，并要有生效日期。',
            'The entry is incomplete: each line has a debit, a credit and a quantity, each range of serials its line and batch, and the entry an effective day.');
    elsif p_corrects is not null and not exists (select from ledger.entry e where e.entry_id = p_corrects) then
        perform ledger.refuse('FC117', format('没有编号为 %s 的分录可更正。', p_corrects),
            format('There is no entry number %s to correct.', p_corrects));
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended('ledger.calendar', 0));
    perform from ledger.account a where a.account_id = any (p_debit || p_credit) order by a.account_id for no key update;
    v_entry := nextval('ledger.entry_number');
    v_at := clock_timestamp();
    v_hash := ledger.append_entry(v_entry, v_kind, p_key, v_print, p_effective_on, v_at, v_actor, p_record, null, null, p_corrects, p_expires_at, v_lines);
    for i in 1 .. v_lines loop
        perform ledger.append_posting(v_entry, v_hash, i, v_kind, p_debit[i], p_credit[i], p_amount[i], p_pair[i], p_effective_on, v_at, p_record,
            case when p_serial_line is not null then (select array_agg(p_issuance[n] order by n) from generate_subscripts(p_serial_line, 1) n where p_serial_line[n] = i) end,
            case when p_serial_line is not null then (select array_agg(p_serials[n] order by n) from generate_subscripts(p_serial_line, 1) n where p_serial_line[n] = i) end,
            null);
    end loop;
    if p_pair is not null and exists (
        select from ledger.posting p
        join ledger.account d on d.account_id = p.debit_account_id
        join ledger.account c on c.account_id = p.credit_account_id
        where p.entry_id = v_entry and p.pair is not null
        group by p.pair
        having count(*) <> 2 or count(distinct p.book_id) <> 2 or count(distinct p.asset_id) <> 1 or count(distinct p.amount) <> 1
            or count(*) filter (where d.is_between and not c.is_between) <> 1 or count(*) filter (where c.is_between and not d.is_between) <> 1) then
        perform ledger.refuse('FC115', '往来的两行要在两个账簿里、同一种资产、同一数额，一边记借、一边记贷。',
            'The two lines between entities are in two books, of one asset and one amount, one debiting and one crediting.');
    end if;
    return (v_entry, v_at, false)::ledger.outcome;
end $$;

-- Takes all locks of several entries that will be posted in this transaction, in the order every posting takes them.
create or replace function ledger.hold(p_keys text[], p_accounts bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
begin
    perform pg_advisory_xact_lock(k.key) from (
        select distinct hashtextextended('ledger.key:' || u.key, 0) as key from unnest(p_keys) u (key) order by 1) k;
    perform pg_advisory_xact_lock_shared(hashtextextended('ledger.calendar', 0));
    perform from ledger.account a where a.account_id = any (p_accounts) order by a.account_id for no key update;
end $$;

-- Posts one of several entries of a transaction under its own actor, scope and reason, with its own audit row: its refusal undoes it
-- alone and is told with its state and its sentence in both languages. All in one statement, because three to an entry cost a tenth of posting it.
drop function if exists ledger.post_each(text, date, boolean, timestamptz, bigint, bigint, bigint[], bigint[], bigint[], integer[], integer[], bigint[], int8range[]);
drop function if exists ledger.post_each(text, text, text, text, date, boolean, timestamptz, bigint, bigint, bigint[], bigint[], bigint[], integer[], integer[], bigint[], int8range[]);
create or replace function ledger.post_each(
    p_actor text, p_scope text, p_reason text,
    p_key text, p_effective_on date, p_is_pending boolean, p_expires_at timestamptz, p_record bigint, p_corrects bigint,
    p_debit bigint[], p_credit bigint[], p_amount bigint[], p_pair integer[],
    p_serial_line integer[], p_issuance bigint[], p_serials int8range[],
    out entry_id bigint, out recorded_at timestamptz, out is_replay boolean, out refusal text, out sentence text, out english text)
language plpgsql as $$
begin
    perform set_config('forestcarbon.actor', p_actor, true), set_config('forestcarbon.scope', p_scope, true),
            set_config('forestcarbon.reason', p_reason, true), set_config('forestcarbon.touched', '', true);
    begin
        select o.entry_id, o.recorded_at, o.is_replay into entry_id, recorded_at, is_replay
        from ledger.post(p_key, p_effective_on, p_is_pending, p_expires_at, p_record, p_corrects, p_debit, p_credit, p_amount, p_pair,
                         p_serial_line, p_issuance, p_serials) o;
    exception when others then
        if sqlstate not like 'FC1%' then
            raise;
        end if;
        refusal := sqlstate;
        get stacked diagnostics sentence = message_text, english = pg_exception_hint;
    end;
    if current_setting('forestcarbon.touched', true) <> '' then
        perform platform.append_audit();
    end if;
end $$;

-- Ends a pending entry, once: 'post' by another than who made it, 'void' by anybody, 'expire' after its time.
create or replace function ledger.resolve(p_key text, p_pending bigint, p_action text, p_effective_on date, p_record bigint)
returns ledger.outcome language plpgsql security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
    v_actor  text := ledger.named_actor();
    v_print  bytea := sha256(convert_to(concat_ws('|', 'resolve', p_pending, p_action, p_effective_on - date '2000-01-01', coalesce(p_record, 0)), 'UTF8'));
    known    ledger.outcome := ledger.entry_of_key(p_key, v_print);
    pending  ledger.entry;
    v_record bigint;
    v_entry  bigint;
    v_at     timestamptz;
    v_hash   bytea;
    line     record;
begin
    if known is not null then
        return known;
    elsif p_effective_on is null or coalesce(p_action, '') not in ('post', 'void', 'expire') then
        perform ledger.refuse('FC116', '待确认分录只能确认、撤销或到期，并要有生效日期。',
            'A pending entry is posted, voided or expired, with an effective day.');
    end if;
    select e.* into pending from ledger.entry e where e.entry_id = p_pending and e.kind = 'pending';
    if not found then
        perform ledger.refuse('FC117', format('没有编号为 %s 的待确认分录。', p_pending),
            format('There is no pending entry number %s.', p_pending));
    elsif p_action = 'post' and pending.actor = v_actor then
        perform ledger.refuse('FC111', '录入人不能确认自己的分录，请由另一人确认。',
            'The maker does not confirm their own entry: another person does.');
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended('ledger.calendar', 0));
    perform from ledger.account a where a.account_id in (
        select unnest(array[p.debit_account_id, p.credit_account_id]) from ledger.posting p where p.entry_id = p_pending)
    order by a.account_id for no key update;
    v_at := clock_timestamp();
    if exists (select from ledger.entry e where e.resolves = p_pending) then
        perform ledger.refuse('FC109', format('待确认分录 %s 已经处理过。', p_pending),
            format('The pending entry %s has ended before.', p_pending));
    elsif p_action = 'post' and pending.expires_at <= v_at then
        perform ledger.refuse('FC110', format('待确认分录 %s 已过期。', p_pending),
            format('The pending entry %s has expired.', p_pending));
    elsif p_action = 'expire' and not coalesce(pending.expires_at <= v_at, false) then
        perform ledger.refuse('FC116', format('待确认分录 %s 还没有到期。', p_pending),
            format('The pending entry %s has not expired yet.', p_pending));
    end if;
    v_record := coalesce(p_record, pending.record_id);
    v_entry := nextval('ledger.entry_number');
    v_hash := ledger.append_entry(v_entry, p_action, p_key, v_print, p_effective_on, v_at, v_actor, v_record, p_pending, null, null, null, pending.lines);
    for line in select p.* from ledger.posting p where p.entry_id = p_pending order by p.line loop
        perform ledger.append_posting(v_entry, v_hash, line.line, p_action, line.debit_account_id, line.credit_account_id, line.amount, line.pair,
            p_effective_on, v_at, v_record, line.issuance_ids, line.serials, p_pending);
    end loop;
    return (v_entry, v_at, false)::ledger.outcome;
end $$;

-- Takes a posted entry back by an entry that cites it: the same lines from last to first, sides exchanged, the same serials.
create or replace function ledger.reverse(p_key text, p_reverses bigint, p_effective_on date, p_record bigint)
returns ledger.outcome language plpgsql security definer
set search_path = pg_catalog, pg_temp set plan_cache_mode = force_generic_plan as $$
declare
    v_actor  text := ledger.named_actor();
    v_print  bytea := sha256(convert_to(concat_ws('|', 'reverse', p_reverses, p_effective_on - date '2000-01-01', coalesce(p_record, 0)), 'UTF8'));
    known    ledger.outcome := ledger.entry_of_key(p_key, v_print);
    reversed ledger.entry;
    v_entry  bigint;
    v_at     timestamptz;
    v_hash   bytea;
    line     record;
    n        integer := 0;
begin
    if known is not null then
        return known;
    elsif p_effective_on is null then
        perform ledger.refuse('FC116', '冲销要有生效日期。',
            'A reversal has an effective day.');
    end if;
    select e.* into reversed from ledger.entry e where e.entry_id = p_reverses;
    if not found then
        perform ledger.refuse('FC117', format('没有编号为 %s 的分录。', p_reverses),
            format('There is no entry number %s.', p_reverses));
    elsif reversed.kind not in ('posting', 'post') then
        perform ledger.refuse('FC113', '只能冲销已过账的分录；待确认的请撤销，冲销本身不能再冲销。',
            'Only a posted entry is reversed; a pending one is voided, and a reversal is not reversed.');
    elsif reversed.actor = v_actor then
        perform ledger.refuse('FC111', '这一分录是您过账的，不能由您冲销：请由另一人办理（两人办理时，由原复核人申请冲回、原录入人复核）。',
            'You posted this entry, so you do not reverse it: another person does (of two persons, the checker asks for it to be taken back and the maker checks).');
    end if;
    perform pg_advisory_xact_lock_shared(hashtextextended('ledger.calendar', 0));
    perform from ledger.account a where a.account_id in (
        select unnest(array[p.debit_account_id, p.credit_account_id]) from ledger.posting p where p.entry_id = p_reverses)
    order by a.account_id for no key update;
    if exists (select from ledger.entry e where e.reverses = p_reverses) then
        perform ledger.refuse('FC112', format('分录 %s 已经冲销过。', p_reverses),
            format('Entry %s was reversed before.', p_reverses));
    end if;
    v_at := clock_timestamp();
    v_entry := nextval('ledger.entry_number');
    v_hash := ledger.append_entry(v_entry, 'reversal', p_key, v_print, p_effective_on, v_at, v_actor, p_record, null, p_reverses, null, null, reversed.lines);
    for line in select p.* from ledger.posting p where p.entry_id = p_reverses order by p.line desc loop
        n := n + 1;
        perform ledger.append_posting(v_entry, v_hash, n, 'reversal', line.credit_account_id, line.debit_account_id, line.amount, line.pair,
            p_effective_on, v_at, p_record, line.issuance_ids, line.serials, null);
    end loop;
    return (v_entry, v_at, false)::ledger.outcome;
end $$;

-- What became of a key: waits for a posting with it that is still on its way, then answers for good or with nothing.
create or replace function ledger.outcome_of(p_key text) returns ledger.outcome language plpgsql as $$
declare
    known record;
begin
    perform pg_advisory_xact_lock(hashtextextended('ledger.key:' || p_key, 0));
    select e.entry_id, e.recorded_at into known from ledger.entry e where e.key = p_key;
    return case when known.entry_id is not null then (known.entry_id, known.recorded_at, true)::ledger.outcome end;
end $$;

-- Pending entries whose time is over.
create or replace function ledger.due_pending(p_most integer) returns setof bigint language sql stable as $$
    select e.entry_id from ledger.entry e
    where e.kind = 'pending' and e.expires_at <= clock_timestamp() and not exists (select from ledger.entry r where r.resolves = e.entry_id)
    order by e.expires_at limit p_most
$$;

-- Entries of a book whose owner judges them. When the change ends: what the owner keeps of an entry names it, and so comes after it.
create or replace function ledger.judge_entry() returns trigger language plpgsql as $$
declare
    kept record;
begin
    for kept in
        select distinct j.judge, b.code
        from ledger.posting p
        join ledger.book_judge j using (book_id)
        join ledger.book b using (book_id)
        where p.entry_id = new.entry_id
    loop
        execute format('select %I.%I($1, $2)', split_part(kept.judge, '.', 1), split_part(kept.judge, '.', 2)) using new.entry_id, kept.code;
    end loop;
    return null;
end $$;
drop trigger if exists judge_entry on ledger.entry;
create constraint trigger judge_entry after insert on ledger.entry deferrable initially deferred for each row execute function ledger.judge_entry();
