-- What holds projects and tranches to the table of moves. A refusal is one sentence for the person who asked (errcode FC011: the move;
-- FC012: past the moves; FC013: a party; FC014: a document, a comment, an undertaking, a boundary, or what is entered of a project that is over); its English
-- travels as the hint.

create or replace function ccer.state_name(p_machine text, p_state text) returns text language sql stable as $$
    select s.name_zh from ccer.life_state s where s.machine = p_machine and s.state = p_state
$$;

create or replace function ccer.state_name_en(p_machine text, p_state text) returns text language sql stable as $$
    select s.name_en from ccer.life_state s where s.machine = p_machine and s.state = p_state
$$;

-- Whole tonnes as a sentence says them; what is not known is a dash.
create or replace function ccer.figure(p_tonnes bigint) returns text language sql immutable parallel safe as $$
    select coalesce(to_char(p_tonnes, 'FM9,999,999,999,999,999,990'), '–')
$$;

-- A project that is no demonstration: nothing of it is ever deleted.
create or replace function ccer.is_kept(p_project bigint) returns boolean language sql stable as $$
    select exists (select from ccer.project p where p.project_id = p_project and not p.is_demonstration)
$$;

-- The day up to which everything of a project is kept: ten years from the registration of its last tranche, or of the project while it has
-- none (Measures Art. 11 and 18, definitions.md §5). Null: never registered, no lock.
create or replace function ccer.retained_until(p_project bigint) returns date language sql stable as $$
    select (greatest(p.registered_on, (select max(t.registered_on) from ccer.reduction_tranche t where t.project_id = p.project_id)) + interval '10 years')::date
    from ccer.project p where p.project_id = p_project
$$;

create or replace function ccer.require_not_retained(p_project bigint) returns void language plpgsql stable as $$
declare
    until date := ccer.retained_until(p_project);
begin
    if until >= current_date and ccer.is_kept(p_project) then
        raise exception using errcode = 'FC012', message = format('资料保存到 %s（最后一次登记之日起十年），此前不能删除。', until), hint = format('Everything is kept until %s, ten years from the last registration, and cannot be deleted before.', until);
    end if;
end $$;

create or replace function ccer.keep_retained() returns trigger language plpgsql as $$
begin
    perform ccer.require_not_retained(old.project_id);
    return old;
end $$;

-- Rows that belong to a project through a tranche or a table of plots. What goes with its project is gone already.
create or replace function ccer.keep_retained_of_tranche() returns trigger language plpgsql as $$
begin
    perform ccer.require_not_retained((select t.project_id from ccer.reduction_tranche t where t.tranche_id = old.tranche_id));
    return old;
end $$;
create or replace function ccer.keep_retained_of_plots() returns trigger language plpgsql as $$
begin
    perform ccer.require_not_retained((select t.project_id from ccer.plot_table t where t.plot_table_id = old.plot_table_id));
    return old;
end $$;
create or replace function ccer.keep_retained_of_boundary() returns trigger language plpgsql as $$
begin
    perform ccer.require_not_retained((select b.project_id from ccer.project_boundary b where b.boundary_id = old.boundary_id));
    return old;
end $$;
create or replace trigger keep_retained before delete on ccer.project_plot for each row execute function ccer.keep_retained_of_boundary();
create or replace trigger keep_retained before delete on ccer.project_parcel for each row execute function ccer.keep_retained_of_boundary();
create or replace trigger keep_retained before delete on ccer.tranche_result for each row execute function ccer.keep_retained_of_tranche();
create or replace trigger keep_retained before delete on ccer.plot_value for each row execute function ccer.keep_retained_of_plots();
create or replace trigger keep_retained before delete on ccer.mandate for each row execute function ccer.keep_retained();
create or replace trigger keep_retained before delete on ccer.project_boundary for each row execute function ccer.keep_retained();
create or replace trigger keep_retained before delete on ccer.project_party for each row execute function ccer.keep_retained();
create or replace trigger keep_retained before delete on ccer.project_undertaking for each row execute function ccer.keep_retained();
create or replace trigger keep_retained before delete on ccer.plot_table for each row execute function ccer.keep_retained();
create or replace trigger keep_retained before delete on ccer.document_draft for each row execute function ccer.keep_retained();
create or replace trigger keep_retained before delete on ccer.document_text for each row execute function ccer.keep_retained();
create or replace trigger keep_retained before delete on ccer.evidence for each row execute function ccer.keep_retained();
create or replace trigger keep_retained before delete on ccer.project_input for each row execute function ccer.keep_retained();

-- What was entered stays as it was entered; that another account verified it is added, once.
create or replace function ccer.keep_entered() returns trigger language plpgsql as $$
begin
    if old.verified_by is not null or to_jsonb(new) - array['verified_by', 'verified_at'] <> to_jsonb(old) - array['verified_by', 'verified_at'] then
        raise exception using errcode = 'FC012', message = '录入的数和样地表只增不改：请另录一份。', hint = 'Entered figures and tables of plots are added, never changed: enter another one.';
    end if;
    return new;
end $$;
create or replace trigger keep_entered before update on ccer.project_input for each row execute function ccer.keep_entered();
create or replace trigger keep_entered before update on ccer.plot_table for each row execute function ccer.keep_entered();

-- The newest document of each kind of one project, or of one of its tranches.
create or replace function ccer.newest_documents(p_project bigint, p_tranche bigint)
returns table (document_id bigint, document_kind text, added_at timestamptz) language sql stable as $$
    select distinct on (d.document_kind) d.document_id, d.document_kind, d.added_at
    from ccer.project_document d
    where d.project_id = p_project and d.tranche_id is not distinct from p_tranche
    order by d.document_kind, d.version desc
$$;

-- The undertakings that hold: the newest of each condition.
create or replace view ccer.undertaking_v as
select distinct on (u.project_id, u.condition) u.project_id, u.condition, u.given_on, u.given_by, u.entered_by, u.entered_at
from ccer.project_undertaking u
order by u.project_id, u.condition, u.undertaking_id desc;

-- The next code of a claim of a project that has claimed before: its own with a number, from 2.
create or replace function ccer.next_claim_code(p_scheme text, p_code text) returns text language sql stable as $$
    select p_code || '-' || n.number
    from generate_series(2, 9999) as n (number)
    where not exists (select from ccer.claim c where c.scheme = p_scheme and c.code = p_code || '-' || n.number)
    order by n.number limit 1
$$;

-- A claim of a project is closed with the project and not in the register, nor is any of those that keep the ground of its registered periods.
create or replace function ccer.claim_of_a_project_stands() returns trigger language plpgsql as $$
declare
    held text;
begin
    select p.code
    into held
    from ccer.project p
    join ccer.life_state s on s.machine = 'project' and s.state = p.state
    where (p.claim_id = new.claim_id or p.project_id = new.project_id)
      and (not s.is_final and upper(new.period) > current_date
           or exists (select from ccer.reduction_tranche t where t.project_id = p.project_id and t.state = 'registered'))
    order by p.project_id
    limit 1;
    if held is not null then
        raise exception using errcode = 'FC015',
            message = format('权益主张 %s 属于项目 %s，不能在登记簿里了结：撤回或注销项目时它随之释放，已登记的减排量所占的地和时期一直保留。', new.code, held),
            hint = format('Claim %s belongs to project %s and cannot be closed in the register: it is freed when the project is withdrawn or de-registered, and the ground and period of registered tonnes stay claimed.', new.code, held);
    end if;
    return null;
end $$;

-- Firm claims that would refuse the newest ex-ante boundary of a project for its crediting period, as ccer.judge_plot will when it is claimed:
-- which of its plots lie on them and how much ground they share, ellipsoidal m². In plpgsql, for the area function comes after this file.
create or replace function ccer.claims_in_the_way(p_project bigint)
returns table (claim_id bigint, scheme text, scheme_en text, code text, plots text[], area_m2 numeric) language plpgsql stable as $$
#variable_conflict use_column
begin
    return query
    with own as (
        select g.plot, g.name, g.geom, g.area_m2, s.exclusion_group, s.scheme, p.claim_id, daterange(p.crediting_from, p.crediting_to, '[]') as period
        from ccer.project p
        join ccer.scheme s on s.scheme = 'CCER'
        join ccer.project_plot g on g.boundary_id = (select max(b.boundary_id) from ccer.project_boundary b where b.project_id = p.project_id and b.kind = 'ex-ante')
        where p.project_id = p_project and p.crediting_from is not null and p.crediting_to is not null
    ), met as (
        select c.claim_id, c.scheme, c.code, own.plot, own.name, own.geom as own_geom, q.geom as other_geom, least(own.area_m2, q.area_m2) as smaller_m2, st_intersection(own.geom, q.geom) as shared
        from own
        join ccer.claim_plot q on q.geom && own.geom
        join ccer.claim c on c.claim_id = q.claim_id
        where c.exclusion_group = own.exclusion_group and c.state = 'firm' and c.period && own.period and c.claim_id is distinct from own.claim_id
          and coalesce((select e.excludes from ccer.exclusion e where (e.scheme_a, e.scheme_b) in ((c.scheme, own.scheme), (own.scheme, c.scheme))), true)
          and st_relate(q.geom, own.geom, '2********')
    ), judged as (
        select m.claim_id, m.scheme, m.code, m.plot, m.name, m.own_geom, m.other_geom, m.shared, m.smaller_m2, round(inventory.ellipsoidal_area_m2(m.shared)::numeric, 4) as area_m2 from met m
    )
    select j.claim_id, j.scheme, s.name_en, j.code, array_agg(distinct j.name order by j.name), sum(j.area_m2)
    from judged j
    join ccer.scheme s on s.scheme = j.scheme
    where ccer.overlap_verdict(j.area_m2, j.smaller_m2) = 'refused' and not ccer.is_rounding(j.own_geom, j.other_geom, j.shared)
    group by j.claim_id, j.scheme, s.name_en, j.code;
end $$;

-- Everything that stands in the way of a move; no row: it can be made. p_documents null: the newest of each kind that is asked for.
drop function if exists ccer.move_obstacles(bigint, bigint, text, date, bigint[], bigint, text, text);
create or replace function ccer.move_obstacles(
    p_project bigint, p_tranche bigint, p_to text, p_on date, p_documents bigint[], p_tonnes bigint, p_number text, p_decision text)
returns table (obstacle text, sentence text, english text) language plpgsql stable as $$
declare
    what    text := case when p_tranche is null then 'project' else 'tranche' end;
    p       ccer.project;
    t       ccer.reduction_tranche;
    m       ccer.life_move;
    present text;
    last    ccer.project_move;
    kind    ccer.document_kind;
    newest  record;
    c       text;
    earliest date;
    plots   bigint;
    adopted bigint;
    unanswered bigint;
    standing record;
    held    boolean;
    in_force date;
    dated   date;
    other_t bigint;
    given   bigint;
    given_on date;
begin
    select q.* into p from ccer.project q where q.project_id = p_project;
    if not found then
        return query select 'no-such-project', format('没有编号为 %s 的项目。', p_project),
                    format('There is no project number %s.', p_project);
        return;
    end if;
    present := p.state;
    if what = 'tranche' then
        select q.* into t from ccer.reduction_tranche q where q.tranche_id = p_tranche and q.project_id = p_project;
        if not found then
            return query select 'no-such-tranche', format('项目 %s 没有这一期减排量。', p.code),
                    format('Project %s has no such tranche.', p.code);
            return;
        end if;
        present := t.state;
    end if;
    select q.* into last from ccer.project_move q
    where q.project_id = p_project and q.tranche_id is not distinct from p_tranche order by q.move_id desc limit 1;
    if last.move_id is null then
        present := null; -- the move that opens it
    end if;
    select q.* into m from ccer.life_move q where q.machine = what and q.from_state is not distinct from present and q.to_state = p_to;
    if not found then
        return query select 'no-such-move', format('%s不能从“%s”到“%s”。', case what when 'project' then '项目' else '减排量' end,
            coalesce(ccer.state_name(what, present), '未立'), coalesce(ccer.state_name(what, p_to), p_to)),
            format('A %s does not go from “%s” to “%s”.', what, coalesce(ccer.state_name_en(what, present), 'nothing'), coalesce(ccer.state_name_en(what, p_to), p_to));
        return;
    end if;
    if p_on > current_date then
        return query select 'date', format('日期 %s 还没有到。', p_on),
                    format('The day %s has not come.', p_on);
    elsif p_on < last.moved_on then
        return query select 'date', format('日期 %s 早于上一步的 %s。', p_on, last.moved_on),
                    format('The day %s is before the last move''s %s.', p_on, last.moved_on);
    end if;
    select k.in_force_from into in_force from ccer.period_kind k where k.period_kind = m.period_kind;
    if p_on < in_force then
        return query select 'date',
            format('这一步起算的期限（%s）所依据的办法自 %s 起施行，%s 还没有这条规则：日期不能早于施行之日。', (select k.name_zh from ccer.period_kind k where k.period_kind = m.period_kind), in_force, p_on),
            format('The rule of the period this move begins (%s) is in force since %s; on %s there was none: the day is not before it.', (select k.name_en from ccer.period_kind k where k.period_kind = m.period_kind), in_force, p_on);
    end if;
    -- A move takes the figures it has and no others: what nobody asked for would be stored and mean nothing.
    if p_tonnes is not null and not m.conditions && array['tonnes', 'verified-equals-applied', 'registered-equals-applied'] then
        return query select 'no-tonnes', format('“%s”这一步没有减排量，不要填 %s 吨。', m.name_zh, ccer.figure(p_tonnes)),
                    format('The move “%s” takes no tonnes: leave out the %s tCO₂e.', m.name_en, ccer.figure(p_tonnes));
    end if;
    if length(trim(coalesce(p_number, ''))) > 0 and not 'registry-number' = any (m.conditions) then
        return query select 'no-number', format('“%s”这一步没有登记编号，不要填“%s”。', m.name_zh, trim(p_number)),
                    format('The move “%s” takes no registry number: leave out %s.', m.name_en, trim(p_number));
    end if;

    foreach c in array m.documents loop
        select k.* into kind from ccer.document_kind k where k.document_kind = c;
        select d.* into newest from ccer.newest_documents(p_project, p_tranche) d where d.document_kind = c;
        if newest.document_id is null then
            return query select 'document', format('缺少文件：%s。', kind.name_zh), format('A document is missing: %s.', kind.name_en);
        elsif p_documents is not null and newest.document_id <> all (p_documents) then
            return query select 'document', format('没有引用最新的%s。', kind.name_zh), format('The newest document is not cited: %s.', kind.name_en);
        elsif kind.is_decision and newest.document_id <> all (coalesce(last.documents, '{}'))
              and exists (select from ccer.project_move v where v.project_id = p_project and newest.document_id = any (v.documents)) then
            return query select 'document', format('这份%s已经用过，请上传新的一份。', kind.name_zh),
                    format('This document carried a move already, send a new one: %s.', kind.name_en);
        end if;
        select d.dated into dated from ccer.project_document d where d.document_id = newest.document_id;
        if c = 'accounting-report' and dated < upper(t.period) then
            return query select 'document', format('核算报告的日期 %s 不晚于核算期的最后一天 %s：请上传核算期结束之后的报告。', dated, upper(t.period) - 1),
                    format('The accounting report is dated %s, not after the last day of its period, %s: send one of a later day.', dated, upper(t.period) - 1);
        end if;
    end loop;

    foreach c in array m.conditions loop
        case c
        when 'methodology' then
            if p.methodology_id is null then
                return query select c, '还没有选定方法学。',
                    'No methodology is chosen.';
            end if;
        when 'boundary' then
            if not exists (select from ccer.project_boundary b where b.project_id = p_project and b.kind = 'ex-ante') then
                return query select c, '还没有事前边界。',
                    'There is no ex-ante boundary.';
            end if;
        when 'undertakings' then
            select count(*), max(u.given_on) into given, given_on from ccer.undertaking_v u where u.project_id = p_project;
            if given < 4 then
                return query select c, '条件 f、g、h、i 的承诺没有录全。',
                    'The undertakings f, g, h and i are not all entered.';
            elsif given_on > p_on then
                return query select c, format('承诺的日期 %s 晚于这一步的 %s。', given_on, p_on),
                    format('The undertakings of %s are later than this move, %s.', given_on, p_on);
            end if;
        when 'corrected' then
            -- What failed is not judged again: neither the paper of before nor the same file sent once more.
            select k.* into kind from ccer.document_kind k where k.document_kind = any (m.documents) and k.is_published;
            select d.* into newest from ccer.newest_documents(p_project, p_tranche) d where d.document_kind = kind.document_kind;
            if newest.document_id is not null and (
                   newest.added_at <= last.moved_at
                   or exists (select from ccer.project_document a join ccer.project_document b using (file_sha256)
                              where a.document_id = newest.document_id and b.project_id = p_project and b.tranche_id is not distinct from p_tranche
                                and b.document_kind = kind.document_kind and b.added_at <= last.moved_at)) then
                return query select 'document', format('改正后的%s还没有上传：现有的一份就是“%s”时的那一份。', kind.name_zh, ccer.state_name(what, present)),
                    format('No corrected document was sent after “%s”: %s.', ccer.state_name_en(what, present), kind.name_en);
            end if;
        when 'claim', 'claim-firm' then
            if not exists (select from ccer.claim q where q.claim_id = p.claim_id and (q.state = 'firm' or (c = 'claim' and q.state = 'provisional')))
               and exists (select from ccer.project_boundary b where b.project_id = p_project and b.kind = 'ex-ante') then
                if c = 'claim' and num_nulls(p.crediting_from, p.crediting_to) > 0 then
                    return query select 'claim-period', '计入期起止没有填：填了，边界才能在唯一性登记里暂占。',
                        'The crediting period is not given: without it the boundary cannot be claimed in the claims register.';
                    continue;
                end if;
                held := false;
                for standing in select w.* from ccer.claims_in_the_way(p_project) w order by w.area_m2 desc, w.claim_id loop
                    held := true;
                    return query select c,
                        format('边界的 %s 个地块（%s）与 %s %s（权益主张 %s）重叠 %s m²（%s 亩）：请修改边界，或待对方释放。', cardinality(standing.plots),
                               array_to_string(standing.plots[:10], '、') || case when cardinality(standing.plots) > 10 then '……' else '' end,
                               standing.scheme, standing.code, standing.claim_id, trim_scale(round(standing.area_m2, 2)), trim_scale(round(standing.area_m2 * 3 / 2000, 3))),
                        format('%s plots of the boundary (%s) overlap %s %s (claim %s) by %s m² (%s mu): change the boundary, or wait until that claim is released.',
                               cardinality(standing.plots), array_to_string(standing.plots[:10], ', ') || case when cardinality(standing.plots) > 10 then ' …' else '' end,
                               standing.scheme_en, standing.code, standing.claim_id, trim_scale(round(standing.area_m2, 2)), trim_scale(round(standing.area_m2 * 3 / 2000, 3)));
                end loop;
                -- These two moves claim the ground themselves: who only asks what is in the way gives no decision, and nothing else is.
                if not held and (p_decision is not null or p_to not in ('design', 'publicity')) then
                    return query select c, case c when 'claim' then '边界还没有在唯一性登记里暂占。' else '唯一性登记还没有转为正式。' end,
                        case c when 'claim' then 'The boundary is not claimed in the claims register.' else 'The claim is not firm yet.' end;
                end if;
            end if;
        when 'owner' then
            if not exists (select from ccer.project_party q where q.project_id = p_project and q.role = 'owner' and q.from_on <= p_on and coalesce(q.until_on, p_on) >= p_on) then
                return query select c, '还没有项目业主。',
                    'There is no project owner.';
            end if;
        when 'validator' then
            if not exists (select from ccer.project_party q where q.project_id = p_project and q.role = 'validator' and q.from_on <= p_on and coalesce(q.until_on, p_on) >= p_on) then
                return query select c, '还没有审定机构。',
                    'There is no validation body.';
            end if;
        when 'verifier' then
            if not exists (select from ccer.project_party q
                           where q.project_id = p_project and q.role = 'verifier' and coalesce(q.tranche_id, p_tranche) = p_tranche
                             and q.from_on <= p_on and coalesce(q.until_on, p_on) >= p_on) then
                return query select c, '还没有核查机构。',
                    'There is no verification body.';
            end if;
        when 'start-date' then
            if p.start_date is null then
                return query select c, '还没有开工日期。',
                    'There is no start date.';
            elsif p.start_date <= date '2012-11-08' then
                return query select c, format('开工日期 %s 不晚于 2012-11-08（办法第十条）。', p.start_date),
                    format('The start date %s is not after 2012-11-08 (Measures, article 10).', p.start_date);
            end if;
        when 'crediting-years' then
            if num_nulls(p.crediting_from, p.crediting_to, p.lifetime_to) > 0 then
                return query select c, '计入期起止和项目寿命期限没有填全。',
                    'The crediting period and the lifetime are not all given.';
            else
                if p.crediting_to + 1 < (p.crediting_from + interval '20 years')::date or p.crediting_to + 1 > (p.crediting_from + interval '40 years')::date then
                    return query select c, format('计入期 %s 至 %s 不在 20 至 40 年之间。', p.crediting_from, p.crediting_to),
                    format('The crediting period %s to %s does not have 20 to 40 years.', p.crediting_from, p.crediting_to);
                end if;
                if p.crediting_to > p.lifetime_to or p.crediting_from < p.start_date then
                    return query select c, format('计入期 %s 至 %s 不在项目寿命期限 %s 至 %s 之内。', p.crediting_from, p.crediting_to, p.start_date, p.lifetime_to),
                    format('The crediting period %s to %s is not inside the lifetime %s to %s.', p.crediting_from, p.crediting_to, p.start_date, p.lifetime_to);
                end if;
            end if;
        when 'publicity-holds' then
            if exists (select from ccer.project_document d join ccer.document_kind k using (document_kind)
                       where d.project_id = p_project and d.tranche_id is not distinct from p_tranche and k.is_published and d.is_substantial
                         and d.added_at > (select max(v.moved_at) from ccer.project_move v
                                           where v.project_id = p_project and v.tranche_id is not distinct from p_tranche and v.to_state = 'publicity')) then
                return query select c, '公示之后文件有实质修改，须重新公示。',
                    'A document was changed in substance after its publicity: publicity is repeated.';
            end if;
        when 'period-full' then
            if last.due_on is null then
                return query select c, '公示截止日还没有算出：所在年份的工作日历没有公布。',
                    'The last day of publicity is not known: the calendar of its year is not announced.';
            elsif p_on <= last.due_on then
                return query select c, format('公示到 %s 日终才满，次日起可以办理。', last.due_on),
                    format('Publicity lasts until the end of %s and is over from the day after.', last.due_on);
            end if;
        when 'comments-answered' then
            select count(*) into unanswered from ccer.public_comment q
            where q.project_id = p_project and q.tranche_id is not distinct from p_tranche and q.withdrawn_on is null
              and (q.answered_on is null or q.received_on <= p_on and q.answered_on > p_on);
            if unanswered > 0 then
                return query select c, format('到 %s，还有 %s 条公众意见没有答复。', p_on, unanswered), format('Comments not answered by %s: %s.', p_on, unanswered);
            end if;
        when 'reason' then
            if length(trim(coalesce(p_decision, ''))) < 2 then
                return query select c, '请写明理由。',
                    'Give the reason.';
            end if;
        when 'registry-number' then
            if length(trim(coalesce(p_number, ''))) = 0 then
                return query select c, '请填写登记系统给出的编号。',
                    'Give the number from the registry.';
            else
                -- One number is one registration, of a project or of a tranche; a de-registered project keeps its own.
                select r.code, r.number into standing
                from (select q.code, null::smallint as number from ccer.project q where q.registry_number = trim(p_number) and (p_tranche is not null or q.project_id <> p_project)
                      union all
                      select q.code, r.number from ccer.reduction_tranche r join ccer.project q using (project_id)
                      where r.registry_number = trim(p_number) and r.tranche_id is distinct from p_tranche) r
                limit 1;
                if found then
                    return query select 'number-taken',
                        format('登记编号 %s 已经是项目 %s%s的：一个编号只对应一次登记，请核对登记记录。', trim(p_number), standing.code, ' 第 ' || standing.number || ' 期'),
                        format('The registry number %s is that of project %s%s: one number is one registration, check the registry''s record.', trim(p_number), standing.code, ', tranche ' || standing.number);
                end if;
            end if;
        when 'project-registered' then
            if p.state <> 'registered' then
                return query select c, format('项目现在是“%s”，已登记的项目才有减排量。', ccer.state_name('project', p.state)),
                    format('The project is “%s”: only a registered project has tranches.', ccer.state_name_en('project', p.state));
            end if;
        when 'period-inside' then
            if lower(t.period) < p.crediting_from or upper(t.period) - 1 > p.crediting_to then
                return query select c, format('核算期 %s 至 %s 不在计入期 %s 至 %s 之内。', lower(t.period), upper(t.period) - 1, p.crediting_from, p.crediting_to),
                    format('The period %s to %s is not inside the crediting period %s to %s.', lower(t.period), upper(t.period) - 1, p.crediting_from, p.crediting_to);
            end if;
        when 'period-over' then
            if upper(t.period) > p_on then
                return query select c, format('核算期到 %s 才结束。', upper(t.period) - 1),
                    format('The period ends on %s.', upper(t.period) - 1);
            end if;
        when 'tonnes' then
            if p_tonnes is null then
                return query select c, '请填写减排量（整吨）。',
                    'Give the reductions in whole tonnes.';
            elsif p_to = 'publicity' then
                -- A tranche whose plot values are held states what their sheet gave, and nothing else.
                select q.plot_table_id into plots from ccer.plot_table q where q.tranche_id = p_tranche order by q.plot_table_id desc limit 1;
                select q.issuable_t into adopted from ccer.tranche_result q where q.plot_table_id = plots order by q.result_id desc limit 1;
                if plots is not null and adopted is null then
                    return query select c, '样地表已经录入，核算结果还没有采用。',
                    'The table of plots is entered, its result is not adopted yet.';
                elsif adopted <> p_tonnes then
                    return query select c, format('公示的 %s 吨与采用的核算结果 %s 吨不一致。', ccer.figure(p_tonnes), ccer.figure(adopted)),
                        format('%s tCO₂e published are not the adopted result, %s tCO₂e.', ccer.figure(p_tonnes), ccer.figure(adopted));
                end if;
                -- A report says one figure: published again with another one, it is another report.
                select v.tonnes into other_t
                from ccer.project_move v
                join ccer.project_document b on b.document_id = any (v.documents) and b.document_kind = 'accounting-report'
                where v.project_id = p_project and v.tranche_id = p_tranche and v.to_state = 'publicity' and v.tonnes <> p_tonnes
                  and b.file_sha256 = (select a.file_sha256 from ccer.newest_documents(p_project, p_tranche) n join ccer.project_document a using (document_id) where n.document_kind = 'accounting-report')
                order by v.move_id desc limit 1;
                if found then
                    return query select c, format('这份核算报告已按 %s 吨公示过，不能再按 %s 吨公示：请上传改过的报告。', ccer.figure(other_t), ccer.figure(p_tonnes)),
                        format('This accounting report was published with %s tCO₂e and not with %s tCO₂e: send the changed report.', ccer.figure(other_t), ccer.figure(p_tonnes));
                end if;
            end if;
        when 'verified-equals-applied' then
            if p_tonnes is distinct from t.verified_t then
                return query select c, format('申请登记的 %s 吨与核查的 %s 吨不一致：申请量须等于核查量。', ccer.figure(p_tonnes), ccer.figure(t.verified_t)),
                    format('%s tCO₂e applied for are not the %s tCO₂e verified: they must be the same.', ccer.figure(p_tonnes), ccer.figure(t.verified_t));
            end if;
        when 'registered-equals-applied' then
            if p_tonnes is distinct from t.applied_t then
                return query select c, format('登记的 %s 吨与申请的 %s 吨不一致，请核对登记记录。', ccer.figure(p_tonnes), ccer.figure(t.applied_t)),
                    format('%s tCO₂e registered are not the %s tCO₂e applied for: check the registry''s record.', ccer.figure(p_tonnes), ccer.figure(t.applied_t));
            end if;
        when 'window' then
            earliest := greatest(date '2020-09-23', p.crediting_from, (p_on - interval '5 years')::date);
            if lower(t.period) < earliest or upper(t.period) - 1 > least(p.crediting_to, p_on) then
                return query select c, format('核算期 %s 至 %s 不在可申请时段 %s 至 %s 之内（办法第十七条：2020-09-22 之后、申请日前五年内、计入期内）。',
                    lower(t.period), upper(t.period) - 1, earliest, least(p.crediting_to, p_on)),
                    format('The period %s to %s is not inside what can be applied for, %s to %s (Measures, article 17: after 2020-09-22, within five years before the application, inside the crediting period).',
                    lower(t.period), upper(t.period) - 1, earliest, least(p.crediting_to, p_on));
            end if;
        else
            raise exception 'condition % of a move is not known', c;
        end case;
    end loop;
end $$;

-- What there is to say of a move that is no obstacle: it is kept with the move. Tonnes are compared with what the project itself expects, an entered or adopted figure;
-- no limit is ours.
create or replace function ccer.move_warnings(p_project bigint, p_tranche bigint, p_to text, p_on date, p_tonnes bigint)
returns table (sentence text, english text) language plpgsql stable as $$
declare
    last       ccer.project_move;
    p          ccer.project;
    t          ccer.reduction_tranche;
    plots      bigint;
    adopted    bigint;
    ha         numeric;
    years      numeric;
    expected_t numeric;
    basis      text;
    basis_en   text;
begin
    select q.* into last from ccer.project_move q
    where q.project_id = p_project and q.tranche_id is not distinct from p_tranche order by q.move_id desc limit 1;
    if last.to_state = 'supplementing' and p_to = 'applied' and p_on > last.due_on then
        return query select format('补正的期限是 %s，%s 才补正，逾期 %s 天：逾期未补正可能不予登记，须重新申请。', last.due_on, p_on, p_on - last.due_on),
            format('The supplement was due on %s and came on %s, %s days late: registration may be refused, and applied for again.', last.due_on, p_on, p_on - last.due_on);
    end if;
    if p_tranche is null or p_to not in ('publicity', 'verified') or p_tonnes is null then
        return;
    end if;
    select q.* into p from ccer.project q where q.project_id = p_project;
    select q.* into t from ccer.reduction_tranche q where q.tranche_id = p_tranche;
    years := (upper(t.period) - lower(t.period)) / 365.25;
    select b.area_m2 / 10000 into ha from ccer.project_boundary b
    where b.project_id = p_project and b.kind in ('monitored', 'ex-ante') order by b.kind = 'monitored' desc, b.boundary_id desc limit 1;
    select q.plot_table_id into plots from ccer.plot_table q where q.tranche_id = p_tranche order by q.plot_table_id desc limit 1;
    select q.issuable_t into adopted from ccer.tranche_result q where q.plot_table_id = plots order by q.result_id desc limit 1;
    if adopted is not null then
        select adopted, '采用的核算结果', 'the adopted result' into expected_t, basis, basis_en;
    elsif num_nulls(p.crediting_from, p.crediting_to) = 0 then
        select f.expected_t::numeric, '录入的预计量', 'the entered expectation' into expected_t, basis, basis_en
        from ccer.idea_figure f where f.project_id = p_project order by f.idea_figure_id desc limit 1;
        if expected_t is null then
            select sum(x.expected_kg) / 1000.0, '筛查的预计量', 'the expectation of the screening' into expected_t, basis, basis_en
            from ccer.project_parcel x
            where x.boundary_id = (select max(b.boundary_id) from ccer.project_boundary b where b.project_id = p_project and b.kind = 'ex-ante');
        end if;
        -- Over the crediting period: the mean of as many days as the tranche has.
        expected_t := expected_t * (upper(t.period) - lower(t.period)) / (p.crediting_to - p.crediting_from + 1);
    end if;
    if expected_t is null then
        return query select format('%s 吨，合每公顷每年 %s 吨；没有采用的核算结果，也没有预计量可比，请核对。', ccer.figure(p_tonnes), coalesce(round(p_tonnes / nullif(ha, 0) / years, 2)::text, '–')),
            format('%s tCO₂e are %s t per hectare and year; there is neither an adopted result nor an expectation to compare them with: check them.', ccer.figure(p_tonnes), coalesce(round(p_tonnes / nullif(ha, 0) / years, 2)::text, '–'));
    elsif p_tonnes > expected_t then
        return query select format('%s 吨，合每公顷每年 %s 吨，多于%s：这段时期 %s 吨，合每公顷每年 %s 吨。请核对面积、时期和吨数。', ccer.figure(p_tonnes),
                coalesce(round(p_tonnes / nullif(ha, 0) / years, 2)::text, '–'), basis, round(expected_t, 1), coalesce(round(expected_t / nullif(ha, 0) / years, 2)::text, '–')),
            format('%s tCO₂e are %s t per hectare and year, above %s: %s tCO₂e for this period, %s t per hectare and year. Check area, period and tonnes.', ccer.figure(p_tonnes),
                coalesce(round(p_tonnes / nullif(ha, 0) / years, 2)::text, '–'), basis_en, round(expected_t, 1), coalesce(round(expected_t / nullif(ha, 0) / years, 2)::text, '–'));
    end if;
end $$;

-- Working days of a statutory period that begins on a day, and 1 where its first day counts; null where nobody has read it: a value that is unsure counts from two
-- readings that agree. The views it reads are made later, so its body is looked at when it runs.
create or replace function ccer.period_length(p_kind text, p_from date, out lasts numeric, out counts numeric) language plpgsql stable as $$
begin
    select max(p.value) filter (where p.param_key = k.length_key), max(p.value) filter (where p.param_key = k.counts_first_key)
    into lasts, counts
    from ccer.period_kind k
    join ccer.parameter_v p on p.methodology_id = 'MEASURES' and p.param_key in (k.length_key, k.counts_first_key)
    where k.period_kind = p_kind
      and coalesce(k.in_force_from <= p_from, true)
      and p.superseded_by is null
      and coalesce(p.effective_from <= p_from, true)
      and coalesce(p.effective_to >= p_from, true)
      and (p.verification = 'verified' or p.mark <> '?');
end $$;

-- Its last day, counted as PeriodRules.DueOf does; null where its length is not known, or where a day it reaches has no holiday notice. A year is known by its New
-- Year's Day, and of two notices for one date the later year's holds.
create or replace function ccer.period_end(p_kind text, p_from date) returns date language plpgsql stable as $$
declare
    lasts  numeric;
    counts numeric;
begin
    select l.lasts, l.counts into lasts, counts from ccer.period_length(p_kind, p_from) l;
    if lasts is null or lasts < 1 or counts is null then
        return null;
    end if;
    -- Three calendar days for a working day and a month more hold every stretch of holidays there is.
    return (
        with held as (
            select distinct on (n.day) n.day, n.is_make_up from ccer.working_year_day_v n where n.holds order by n.day, n.year desc
        ), known as (
            select extract(year from h.day) as year from held h where not h.is_make_up and extract(month from h.day) = 1 and extract(day from h.day) = 1
        ), days as (
            select d.day, k.year is not null as is_known, coalesce(h.is_make_up, extract(isodow from d.day) < 6) and (d.day > p_from or counts = 1) as counted
            from (select g::date as day from generate_series(p_from::timestamp, p_from + lasts * interval '3 days' + interval '31 days', interval '1 day') as g) d
            left join held h on h.day = d.day
            left join known k on k.year = extract(year from d.day)
        ), counted as (
            select d.day, count(*) filter (where d.counted) over so_far as worked, bool_and(d.is_known) over so_far as is_known
            from days d
            window so_far as (order by d.day)
        )
        select min(c.day) from counted c where c.worked = lasts and c.is_known);
end $$;

-- A document may name a later last day than the Measures give, never an earlier one: publicity would be over before its time. Nor is one taken that cannot be
-- counted yet, for its calendar is not announced.
create or replace function ccer.require_whole_period(p_kind text, p_from date, p_due date) returns void language plpgsql stable as $$
declare
    statutory date := ccer.period_end(p_kind, p_from);
begin
    if p_due is not null and statutory is null and (select l.lasts >= 1 and l.counts is not null from ccer.period_length(p_kind, p_from) l) then
        raise exception using errcode = 'FC011', message = '期限所在年份的放假安排还没有载入，截止日还不能定；载入之后自动补算。',
            hint = 'The holiday notice of a year the period reaches is not loaded: its last day cannot be set yet, and is counted once the notice is there.';
    elsif p_due < statutory then
        raise exception using errcode = 'FC011',
            message = format('截止日 %s 早于法定的 %s（%s，从 %s 起算）。', p_due, statutory, (select k.name_zh from ccer.period_kind k where k.period_kind = p_kind), p_from),
            hint = format('The last day %s is before the statutory %s (%s from %s).', p_due, statutory, (select k.name_en from ccer.period_kind k where k.period_kind = p_kind), p_from);
    end if;
end $$;

create or replace function ccer.judge_move() returns trigger language plpgsql as $$
declare
    m      ccer.life_move;
    faults text;
    told   text;
    actor  text := current_setting('forestcarbon.actor', true);
begin
    -- One move of a project at a time, its tranches included: whether the project is registered decides theirs.
    perform 1 from ccer.project p where p.project_id = new.project_id for update;
    new.machine := case when new.tranche_id is null then 'project' else 'tranche' end;
    select v.to_state into new.from_state from ccer.project_move v
    where v.project_id = new.project_id and v.tranche_id is not distinct from new.tranche_id order by v.move_id desc limit 1;
    new.moved_by := coalesce(nullif(actor, ''), new.moved_by);
    new.moved_at := clock_timestamp();
    new.registry_number := nullif(trim(new.registry_number), '');
    if new.registry_number is not null then
        -- Two registrations under one number, one after the other: the second sees the first.
        perform pg_advisory_xact_lock(hashtextextended('ccer.registry-number ' || new.registry_number, 0));
    end if;
    select string_agg(o.sentence, '' order by o.ordinality), string_agg(o.english, ' ' order by o.ordinality) into faults, told
    from ccer.move_obstacles(new.project_id, new.tranche_id, new.to_state, new.moved_on,
                             nullif(new.documents, '{}'), new.tonnes, new.registry_number, new.decision)
        with ordinality as o (obstacle, sentence, english, ordinality);
    if faults is not null then
        raise exception using errcode = 'FC011', message = faults, hint = told;
    end if;
    select q.* into m from ccer.life_move q where q.machine = new.machine and q.from_state is not distinct from new.from_state and q.to_state = new.to_state;
    if actor like 'account:%' and not exists (
        select from platform.account a where 'account:' || replace(a.account_id::text, '-', '') = actor and a.roles && m.roles) then
        raise exception using errcode = 'FC011', message = format('“%s”这一步不由这个账号的角色办理。', m.name_zh), hint = format('The roles of this account do not make the move “%s”.', m.name_en);
    end if;
    if exists (select from unnest(new.documents) as cited (document_id)
               where not exists (select from ccer.project_document d
                                 where d.document_id = cited.document_id and d.project_id = new.project_id and d.tranche_id is not distinct from new.tranche_id)) then
        raise exception using errcode = 'FC011', message = '引用的文件不属于这个项目或这一期。', hint = 'A document that is cited belongs to another project or tranche.';
    end if;
    if new.documents = '{}' then
        select coalesce(array_agg(d.document_id order by d.document_id), '{}') into new.documents
        from ccer.newest_documents(new.project_id, new.tranche_id) d where d.document_kind = any (m.documents);
    end if;
    new.period_kind := m.period_kind;
    if m.period_kind is not null then
        perform ccer.require_whole_period(m.period_kind, new.moved_on, new.due_on);
    elsif new.due_on is not null then
        raise exception using errcode = 'FC011', message = format('“%s”这一步不起算期限，不填截止日。', m.name_zh), hint = format('The move “%s” begins no period: it has no last day.', m.name_en);
    end if;
    select string_agg(w.sentence, ''), string_agg(w.english, ' ') into new.warning_zh, new.warning_en
    from ccer.move_warnings(new.project_id, new.tranche_id, new.to_state, new.moved_on, new.tonnes) w;
    return new;
end $$;
create or replace trigger judge_move before insert on ccer.project_move for each row execute function ccer.judge_move();

create or replace function ccer.apply_move() returns trigger language plpgsql as $$
declare
    claimed  bigint;
    own_code text;
    runs     daterange[];
    also     bigint;
begin
    if new.tranche_id is not null then
        update ccer.reduction_tranche t
        set state = new.to_state, state_since = new.moved_on,
            published_t = case new.to_state when 'publicity' then new.tonnes else t.published_t end,
            verified_t = case when new.to_state = 'verified' then new.tonnes when new.to_state in ('accounting', 'publicity') then null else t.verified_t end,
            applied_t = case when new.to_state = 'applied' then new.tonnes when new.to_state in ('accounting', 'publicity', 'verified') then null else t.applied_t end,
            registered_t = case new.to_state when 'registered' then new.tonnes end,
            registry_number = case new.to_state when 'registered' then new.registry_number end,
            registered_on = case new.to_state when 'registered' then new.moved_on end
        where t.tranche_id = new.tranche_id;
        return null;
    end if;
    update ccer.project p
    set state = new.to_state, state_since = new.moved_on,
        registry_number = case new.to_state when 'registered' then new.registry_number else p.registry_number end,
        registered_on = case new.to_state when 'registered' then new.moved_on else p.registered_on end
    where p.project_id = new.project_id
    returning p.claim_id, p.code into claimed, own_code;
    if new.to_state = 'withdrawn' then
        update ccer.claim c set state = 'released', provisional_until = null, closed_on = new.moved_on, closing_reason = new.decision
        where c.claim_id = claimed and c.state in ('provisional', 'firm');
    elsif new.to_state = 'deregistered' then
        insert into ccer.project_move (project_id, tranche_id, machine, to_state, moved_on, decision, moved_by)
        select t.project_id, t.tranche_id, 'tranche', 'withdrawn', new.moved_on, '项目已注销：' || new.decision, new.moved_by
        from ccer.reduction_tranche t
        join ccer.life_state s on s.machine = 'tranche' and s.state = t.state
        where t.project_id = new.project_id and not s.is_final
        order by t.number;
        -- Tonnes that were registered stay, and with them the ground of their periods, each stretch by a claim of its own; the rest is free.
        runs := array(select r.run
                      from unnest((select range_agg(t.period) from ccer.reduction_tranche t where t.project_id = new.project_id and t.state = 'registered')) as r (run)
                      order by r.run);
        if cardinality(runs) = 0 then
            update ccer.claim c set state = 'ended', provisional_until = null, closed_on = new.moved_on, closing_reason = '项目已注销：' || new.decision
            where c.claim_id = claimed and c.state in ('provisional', 'firm');
        else
            update ccer.claim c set period = runs[1] where c.claim_id = claimed and c.state in ('provisional', 'firm') and c.period <> runs[1];
            for n in 2 .. cardinality(runs) loop
                -- Registered on the day the ground was claimed firmly: it was never free since.
                insert into ccer.claim (scheme, exclusion_group, code, name, state, period, holder, source, file_sha256, registered_on, registered_by, is_demonstration, project_id)
                select c.scheme, c.exclusion_group, ccer.next_claim_code(c.scheme, own_code), c.name, 'firm', runs[n], c.holder, c.source, c.file_sha256, coalesce(c.firm_on, c.registered_on),
                       new.moved_by, c.is_demonstration, new.project_id
                from ccer.claim c where c.claim_id = claimed and c.state = 'firm'
                returning claim_id into also;
                insert into ccer.claim_plot (claim_id, plot, name, township_code, area_m2, counted_area_m2, geom, geom_3857)
                select also, g.plot, g.name, g.township_code, g.area_m2, g.counted_area_m2, g.geom, g.geom_3857 from ccer.claim_plot g where g.claim_id = claimed and also is not null;
            end loop;
        end if;
    end if;
    return null;
end $$;
create or replace trigger apply_move after insert on ccer.project_move for each row execute function ccer.apply_move();

-- A move stays as it was made. Of one whose period had no calendar yet the last day is set later, once.
create or replace function ccer.keep_move() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and old.due_on is null and new.due_on is not null and old.period_kind is not null
       and to_jsonb(new) - 'due_on' = to_jsonb(old) - 'due_on' then
        perform ccer.require_whole_period(old.period_kind, old.moved_on, new.due_on);
        return new;
    elsif tg_op = 'DELETE' and not ccer.is_kept(old.project_id) then
        return old;
    end if;
    raise exception using errcode = 'FC012', message = '移步记录只增不改。', hint = 'Moves are added, never changed.';
end $$;
create or replace trigger keep_move before update or delete on ccer.project_move for each row execute function ccer.keep_move();

create or replace function ccer.refuse_emptying() returns trigger language plpgsql as $$
begin
    raise exception using errcode = 'FC012', message = '项目及其记录不能清空。', hint = 'Projects and their records are not emptied.';
end $$;
create or replace trigger never_emptied before truncate on ccer.project_move for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.project for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.reduction_tranche for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.project_document for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.plot_table for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.plot_value for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.tranche_result for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.document_draft for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.document_text for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.evidence for each statement execute function ccer.refuse_emptying();
create or replace trigger never_emptied before truncate on ccer.project_input for each statement execute function ccer.refuse_emptying();

-- State and what follows from it change from inside a move only (a trigger inside a trigger). Dates hold from publicity on.
create or replace function ccer.keep_project() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if not old.is_demonstration then
            raise exception using errcode = 'FC012', message = '项目不能删除，可以撤回或注销。', hint = 'A project is not deleted; it can be withdrawn or de-registered.';
        end if;
        return old;
    elsif tg_op = 'INSERT' then
        if new.state <> 'reserve' or num_nonnulls(new.registry_number, new.registered_on) > 0 then
            raise exception using errcode = 'FC012', message = '项目从储备开始，以后的状态由移步记录得出。', hint = 'A project begins in the reserve; later states follow from its moves.';
        end if;
        new.state_since := new.opened_on;
        return new;
    end if;
    if pg_trigger_depth() = 1 and ((new.state, new.state_since, new.registered_on) is distinct from (old.state, old.state_since, old.registered_on)
                                   or new.registry_number is distinct from old.registry_number) then
        raise exception using errcode = 'FC012', message = '状态只由移步记录改变。', hint = 'A state changes by a move only.';
    elsif (new.start_date, new.crediting_from, new.crediting_to, new.lifetime_to, new.methodology_id)
          is distinct from (old.start_date, old.crediting_from, old.crediting_to, old.lifetime_to, old.methodology_id)
          and old.state not in ('reserve', 'design') then
        raise exception using errcode = 'FC012', message = '方法学、开工日期、计入期和寿命期限只在储备和设计阶段修改。', hint = 'Methodology, start date, crediting period and lifetime change in reserve and design only.';
    elsif new.project_id <> old.project_id or new.is_demonstration <> old.is_demonstration then
        raise exception using errcode = 'FC012', message = '项目的编号和演示标记不能改。', hint = 'A project''s number and its mark as demonstration do not change.';
    end if;
    return new;
end $$;
create or replace trigger keep_project before insert or update or delete on ccer.project for each row execute function ccer.keep_project();

-- A project that was withdrawn or de-registered keeps its facts, figures, boundaries and texts as they stood, by whatever way a change comes; texts of registered
-- tonnes are still written. Until the change is over nobody closes it.
create or replace function ccer.keep_closed() returns trigger language plpgsql as $$
declare
    of_project bigint;
    present    text := case when tg_table_name = 'project' then to_jsonb(old) ->> 'state' end;
    is_closed  boolean;
    zh         text;
    en         text;
begin
    if tg_table_name in ('project_plot', 'project_parcel') then
        select b.project_id into of_project from ccer.project_boundary b where b.boundary_id = new.boundary_id;
    else
        of_project := new.project_id;
    end if;
    if present is null then
        select p.state into present from ccer.project p where p.project_id = of_project for update;
    end if;
    select s.is_final into is_closed from ccer.life_state s where s.machine = 'project' and s.state = present;
    if not coalesce(is_closed, false) then
        return new;
    elsif tg_table_name in ('document_text', 'project_input', 'public_comment')
          and exists (select from ccer.reduction_tranche t
                      where t.tranche_id = (to_jsonb(new) ->> 'tranche_id')::bigint and t.project_id = of_project and t.state = 'registered') then
        return new;
    end if;
    select w.zh, w.en into zh, en
    from (values ('project', '不再修改资料', 'its facts do not change any more'),
                 ('idea_figure', '不再录入预期', 'no expectation is entered any more'),
                 ('project_boundary', '不再定边界', 'it takes no boundary any more'),
                 ('project_plot', '不再定边界', 'it takes no boundary any more'),
                 ('project_parcel', '不再定边界', 'it takes no boundary any more'),
                 ('cost_item', '不再录入成本', 'no cost is entered any more'),
                 ('mandate', '不再登记授权', 'no mandate is entered any more'),
                 ('evidence', '不再收存证据', 'it takes no evidence any more'),
                 ('project_input', '不再录入减排量的数，已登记的减排量的除外', 'no figure of a reduction is entered any more, except those of registered tranches'),
                 ('public_comment', '不再登记公众意见，已登记的减排量的除外', 'no comment is entered any more, except those on registered tranches'),
                 ('document_text', '不再写文件里的文字，已登记的减排量的除外', 'no text of its documents is written any more, except those of registered tranches')) w (kept, zh, en)
    where w.kept = tg_table_name;
    raise exception using errcode = 'FC014', message = format('项目现在是“%s”：%s。', ccer.state_name('project', present), zh),
        hint = format('The project is “%s”: %s.', ccer.state_name_en('project', present), en);
end $$;
-- Before keep_project and judge_boundary, by its name: a project that is over says so first.
create or replace trigger closed_project before update on ccer.project for each row
    when ((new.code, new.name, new.methodology_id, new.start_date, new.crediting_from, new.crediting_to, new.lifetime_to)
          is distinct from (old.code, old.name, old.methodology_id, old.start_date, old.crediting_from, old.crediting_to, old.lifetime_to))
    execute function ccer.keep_closed();
create or replace trigger closed_project before insert or update on ccer.idea_figure for each row execute function ccer.keep_closed();
create or replace trigger closed_project before insert on ccer.project_boundary for each row execute function ccer.keep_closed();
create or replace trigger closed_project before insert or update on ccer.document_text for each row execute function ccer.keep_closed();
create or replace trigger closed_project before insert or update on ccer.project_plot for each row execute function ccer.keep_closed();
create or replace trigger closed_project before insert or update on ccer.project_parcel for each row execute function ccer.keep_closed();
-- What was entered is still verified by another account, a mandate revoked, a comment answered or taken back: only what is new is refused.
create or replace trigger closed_project before insert on ccer.cost_item for each row execute function ccer.keep_closed();
create or replace trigger closed_project before insert on ccer.mandate for each row execute function ccer.keep_closed();
create or replace trigger closed_project before insert on ccer.evidence for each row execute function ccer.keep_closed();
create or replace trigger closed_project before insert on ccer.project_input for each row execute function ccer.keep_closed();
create or replace trigger closed_project before insert on ccer.public_comment for each row execute function ccer.keep_closed();

create or replace function ccer.open_project() returns trigger language plpgsql as $$
begin
    insert into ccer.project_move (project_id, machine, to_state, moved_on, decision, moved_by)
    values (new.project_id, 'project', 'reserve', new.opened_on, coalesce(new.note, '立项储备'), new.opened_by);
    return null;
end $$;
create or replace trigger open_project after insert on ccer.project for each row execute function ccer.open_project();

create or replace function ccer.keep_tranche() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        if ccer.is_kept(old.project_id) then
            raise exception using errcode = 'FC012', message = '减排量不能删除，可以撤回。', hint = 'A tranche is not deleted; it can be withdrawn.';
        end if;
        return old;
    elsif tg_op = 'INSERT' then
        if new.state <> 'monitoring' or num_nonnulls(new.published_t, new.verified_t, new.applied_t, new.registered_t, new.registered_on) > 0 or new.registry_number is not null then
            raise exception using errcode = 'FC012', message = '减排量从监测开始，以后的状态和吨数由移步记录得出。', hint = 'A tranche begins in monitoring; later states and tonnes follow from its moves.';
        end if;
        new.state_since := new.opened_on;
        return new;
    end if;
    if pg_trigger_depth() = 1
       and to_jsonb(new) - 'period' <> to_jsonb(old) - 'period' then
        raise exception using errcode = 'FC012', message = '状态和吨数只由移步记录改变。', hint = 'State and tonnes change by a move only.';
    elsif new.period <> old.period and old.state not in ('monitoring', 'accounting') then
        raise exception using errcode = 'FC012', message = '核算期只在监测和核算报告编制阶段修改。', hint = 'The period changes in monitoring and accounting only.';
    end if;
    return new;
end $$;
create or replace trigger keep_tranche before insert or update or delete on ccer.reduction_tranche for each row execute function ccer.keep_tranche();

create or replace function ccer.open_tranche() returns trigger language plpgsql as $$
begin
    insert into ccer.project_move (project_id, tranche_id, machine, to_state, moved_on, decision, moved_by)
    values (new.project_id, new.tranche_id, 'tranche', 'monitoring', new.opened_on, '开始监测', new.opened_by);
    return null;
end $$;
create or replace trigger open_tranche after insert on ccer.reduction_tranche for each row execute function ccer.open_tranche();

-- Documents are added. A published kind that changes after publicity began says whether the change is of substance.
create or replace function ccer.keep_document() returns trigger language plpgsql as $$
declare
    kind    ccer.document_kind;
    present text;
    what    text := case when new.tranche_id is null then 'project' else 'tranche' end;
begin
    if tg_op = 'UPDATE' then
        raise exception using errcode = 'FC012', message = '文件只增不改：请上传新的版本。', hint = 'Documents are added, never changed: send a new version.';
    elsif tg_op = 'DELETE' then
        perform ccer.require_not_retained(old.project_id);
        if ccer.is_kept(old.project_id) and exists (select from ccer.project_move m where m.project_id = old.project_id and old.document_id = any (m.documents)) then
            raise exception using errcode = 'FC012', message = '移步引用了这份文件，不能删除。', hint = 'A move cites this document: it cannot be deleted.';
        end if;
        return old;
    end if;
    perform 1 from ccer.project p where p.project_id = new.project_id for update;
    select k.* into kind from ccer.document_kind k where k.document_kind = new.document_kind;
    if kind.machine is distinct from what and kind.machine is not null then
        raise exception using errcode = 'FC014', message = format('%s是%s的文件。', kind.name_zh, case kind.machine when 'project' then '项目' else '减排量' end),
            hint = format('This document is of a %s: %s.', kind.machine, kind.name_en);
    end if;
    if new.tranche_id is not null and not exists (select from ccer.reduction_tranche t where t.tranche_id = new.tranche_id and t.project_id = new.project_id) then
        raise exception using errcode = 'FC014', message = '这一期减排量不属于这个项目。', hint = 'This tranche is of another project.';
    end if;
    select coalesce(max(d.version), 0) + 1 into new.version from ccer.project_document d
    where d.project_id = new.project_id and d.tranche_id is not distinct from new.tranche_id and d.document_kind = new.document_kind;
    new.added_at := clock_timestamp();
    -- What the program made as a draft is not handed in by another way either.
    if exists (select from ccer.document_draft d where d.file_sha256 = new.file_sha256 and d.document_kind = new.document_kind and cardinality(d.reasons) > 0) then
        raise exception using errcode = 'FC014', message = format('这是草稿：还有 %s 处来源未核对、缺失或没有写，不能作为提交的%s。',
            (select cardinality(d.reasons) from ccer.document_draft d where d.file_sha256 = new.file_sha256 order by d.draft_id desc limit 1), kind.name_zh),
            hint = format('This is a draft whose sources are not all verified, held or written: it is not handed in as %s.', kind.name_en);
    end if;
    if what = 'project' then
        select p.state into present from ccer.project p where p.project_id = new.project_id;
    else
        select t.state into present from ccer.reduction_tranche t where t.tranche_id = new.tranche_id;
    end if;
    if kind.is_published and present not in ('reserve', 'design', 'monitoring', 'accounting') and new.version > 1 then
        if new.is_substantial is null then
            raise exception using errcode = 'FC014', message = format('%s在公示之后修改：请说明是否实质修改。实质修改须重新公示。', kind.name_zh),
                hint = format('%s changes after its publicity: say whether in substance, for then publicity is repeated.', kind.name_en);
        end if;
    else
        new.is_substantial := null;
    end if;
    if new.dated > current_date then
        raise exception using errcode = 'FC014', message = format('文件日期 %s 还没有到。', new.dated), hint = format('The document''s day %s has not come.', new.dated);
    elsif new.document_kind = 'accounting-report' and new.dated < (select upper(t.period) from ccer.reduction_tranche t where t.tranche_id = new.tranche_id) then
        raise exception using errcode = 'FC014',
            message = format('核算报告的日期 %s 不晚于核算期的最后一天 %s：核算期结束之后才有核算报告。', new.dated, (select upper(t.period) - 1 from ccer.reduction_tranche t where t.tranche_id = new.tranche_id)),
            hint = format('The accounting report is dated %s, not after the last day of its period, %s: it is drawn up when the period is over.', new.dated, (select upper(t.period) - 1 from ccer.reduction_tranche t where t.tranche_id = new.tranche_id));
    end if;
    return new;
end $$;
create or replace trigger keep_document before insert or update or delete on ccer.project_document for each row execute function ccer.keep_document();

-- The owner is never a natural person; who validated a project verifies none of its tranches, and the other way round.
create or replace function ccer.judge_party() returns trigger language plpgsql as $$
declare
    given ccer.party;
begin
    perform 1 from ccer.project p where p.project_id = new.project_id for update;
    select q.* into given from ccer.party q where q.party_id = new.party_id;
    if new.until_on < new.from_on then
        raise exception using errcode = 'FC013', message = format('截止日 %s 早于起始日 %s。', new.until_on, new.from_on), hint = format('The last day %s is before the first, %s.', new.until_on, new.from_on);
    elsif new.role = 'owner' and given.kind = 'natural-person' then
        raise exception using errcode = 'FC013', message = '项目业主须是法人或其他组织，不能是自然人（办法第四条、第十一条）。', hint = 'The project owner is a legal person or another organisation, never a natural person (Measures, articles 4 and 11).';
    elsif new.role in ('validator', 'verifier') and given.kind <> 'validation-body' then
        raise exception using errcode = 'FC013', message = format('%s不是审定与核查机构。', given.name), hint = format('%s is no validation and verification body.', given.name);
    elsif new.role = 'verifier' and exists (select from ccer.project_party q where q.project_id = new.project_id and q.role = 'validator' and q.party_id = new.party_id) then
        raise exception using errcode = 'FC013', message = format('%s审定过本项目，不能再核查（办法第十八条）。', given.name), hint = format('%s validated this project and cannot verify it (Measures, article 18).', given.name);
    elsif new.role = 'validator' and exists (select from ccer.project_party q where q.project_id = new.project_id and q.role = 'verifier' and q.party_id = new.party_id) then
        raise exception using errcode = 'FC013', message = format('%s核查过本项目，不能再审定（办法第十八条）。', given.name), hint = format('%s verified this project and cannot validate it (Measures, article 18).', given.name);
    elsif new.role in ('validator', 'verifier') and exists (
        select from ccer.project_party q where q.project_id = new.project_id and q.role in ('owner', 'developer') and q.party_id = new.party_id) then
        raise exception using errcode = 'FC013', message = format('%s是本项目的业主或开发机构，不能审定或核查（办法第三十七条）。', given.name), hint = format('%s is owner or developer of this project and neither validates nor verifies it (Measures, article 37).', given.name);
    elsif new.role in ('owner', 'developer') and exists (
        select from ccer.project_party q where q.project_id = new.project_id and q.role in ('validator', 'verifier') and q.party_id = new.party_id) then
        raise exception using errcode = 'FC013', message = format('%s审定或核查过本项目，不能做业主或开发机构（办法第三十七条）。', given.name), hint = format('%s validated or verified this project and cannot be its owner or developer (Measures, article 37).', given.name);
    elsif new.role <> 'right-holder' and exists (
        select from ccer.project_party q
        where q.project_id = new.project_id and q.project_party_id <> new.project_party_id and q.role = new.role and q.tranche_id is not distinct from new.tranche_id
          and daterange(q.from_on, q.until_on, '[]') && daterange(new.from_on, new.until_on, '[]')) then
        raise exception using errcode = 'FC013', message = '这一角色在同一时段已有一方，请先写明它到哪天为止。', hint = 'This role has a party in that time already: say first until which day.';
    end if;
    return new;
end $$;
create or replace trigger judge_party before insert or update on ccer.project_party for each row execute function ccer.judge_party();

create or replace function ccer.keep_party_kind() returns trigger language plpgsql as $$
begin
    if new.kind <> old.kind and exists (select from ccer.project_party q where q.party_id = old.party_id) then
        raise exception using errcode = 'FC013', message = format('%s已参与项目，类别不能改。', old.name), hint = format('%s takes part in projects: its kind does not change.', old.name);
    end if;
    return new;
end $$;
create or replace trigger keep_party_kind before update on ccer.party for each row execute function ccer.keep_party_kind();

-- Undertakings are added until the project is registered; the newest of each condition holds, and is no later than the move that rests on it.
create or replace function ccer.keep_undertaking() returns trigger language plpgsql as $$
declare
    present text;
    rests   date;
begin
    if tg_op <> 'INSERT' then
        if tg_op = 'DELETE' and not ccer.is_kept(old.project_id) then
            return old;
        end if;
        raise exception using errcode = 'FC012', message = '承诺只增不改：录错了请再录一次，以新的为准。', hint = 'Undertakings are added, never changed: enter them again, and the newest hold.';
    end if;
    select p.state into present from ccer.project p where p.project_id = new.project_id for update;
    new.entered_at := clock_timestamp();
    select max(m.moved_on) into rests from ccer.project_move m where m.project_id = new.project_id and m.tranche_id is null and m.from_state = 'reserve' and m.to_state = 'design';
    if present in ('registered', 'deregistered', 'withdrawn') then
        raise exception using errcode = 'FC014', message = format('项目现在是“%s”：承诺只在登记之前录入和更正。', ccer.state_name('project', present)),
            hint = format('The project is “%s”: undertakings are entered and put right before registration only.', ccer.state_name_en('project', present));
    elsif new.given_on > current_date then
        raise exception using errcode = 'FC014', message = format('承诺日期 %s 还没有到。', new.given_on), hint = format('The day of the undertaking, %s, has not come.', new.given_on);
    elsif new.given_on > rests then
        raise exception using errcode = 'FC014', message = format('承诺日期 %s 晚于以它为条件的“开始设计”（%s）。', new.given_on, rests),
            hint = format('The undertaking of %s is later than the design that rests on it, begun on %s.', new.given_on, rests);
    end if;
    return new;
end $$;
create or replace trigger keep_undertaking before insert or update or delete on ccer.project_undertaking for each row execute function ccer.keep_undertaking();

-- A comment comes with a publicity or after it. Once entered it is answered, or taken back with the reason where it was entered wrongly; both once.
create or replace function ccer.keep_comment() returns trigger language plpgsql as $$
declare
    since date;
begin
    if tg_op = 'INSERT' then
        if new.tranche_id is not null and not exists (select from ccer.reduction_tranche t where t.tranche_id = new.tranche_id and t.project_id = new.project_id) then
            raise exception using errcode = 'FC014', message = '这一期减排量不属于这个项目。', hint = 'This tranche is of another project.';
        end if;
        select min(m.moved_on) into since from ccer.project_move m
        where m.project_id = new.project_id and m.tranche_id is not distinct from new.tranche_id and m.to_state = 'publicity';
        if since is null then
            raise exception using errcode = 'FC014', message = '还没有公示过，没有公众意见可记。', hint = 'There was no publicity yet, so there is no comment to record.';
        elsif new.received_on < since then
            raise exception using errcode = 'FC014', message = format('收到日期 %s 早于公示首日 %s。', new.received_on, since), hint = format('The comment was received on %s, before publicity began on %s.', new.received_on, since);
        elsif new.received_on > current_date then
            raise exception using errcode = 'FC014', message = format('收到日期 %s 还没有到。', new.received_on), hint = format('The day of receipt, %s, has not come.', new.received_on);
        elsif new.answered_on > current_date then
            raise exception using errcode = 'FC014', message = format('答复日期 %s 还没有到。', new.answered_on), hint = format('The day of the answer, %s, has not come.', new.answered_on);
        end if;
        return new;
    end if;
    if tg_op = 'DELETE' then
        if ccer.is_kept(old.project_id) then
            raise exception using errcode = 'FC012', message = '公众意见只增不删。', hint = 'Comments are added, never deleted.';
        end if;
        return old;
    end if;
    if old.withdrawn_on is not null then
        raise exception using errcode = 'FC012', message = '这条意见已经撤下。', hint = 'This comment was taken back.';
    elsif new.withdrawn_on is not null and to_jsonb(new) - array['withdrawn_on', 'withdrawn_by', 'withdrawal_reason'] = to_jsonb(old) - array['withdrawn_on', 'withdrawn_by', 'withdrawal_reason'] then
        new.withdrawn_on := current_date;
        return new;
    elsif new.withdrawn_on is not null or old.answered_on is not null or (new.summary, new.received_on, new.channel, new.project_id) is distinct from (old.summary, old.received_on, old.channel, old.project_id)
       or new.tranche_id is distinct from old.tranche_id then
        raise exception using errcode = 'FC012', message = '公众意见及其答复不能改，只能补答复；录错的可以写明理由撤下。', hint = 'A comment and its answer do not change: an answer can be added, and what was entered wrongly taken back with the reason.';
    elsif new.answered_on > current_date then
        raise exception using errcode = 'FC014', message = format('答复日期 %s 还没有到。', new.answered_on), hint = format('The day of the answer, %s, has not come.', new.answered_on);
    elsif new.answered_on < old.received_on then
        raise exception using errcode = 'FC014', message = format('答复日期 %s 早于收到日期 %s。', new.answered_on, old.received_on), hint = format('The answer of %s is before the day of receipt, %s.', new.answered_on, old.received_on);
    end if;
    return new;
end $$;
create or replace trigger keep_comment before insert or update or delete on ccer.public_comment for each row execute function ccer.keep_comment();

create or replace function ccer.keep_case() returns trigger language plpgsql as $$
begin
    if old.outcome is not null then
        raise exception using errcode = 'FC012', message = format('案件 %s 已经了结。', old.case_id), hint = format('Case %s is closed.', old.case_id);
    end if;
    return new;
end $$;

-- The registered ground is the ex-ante boundary as it stood when the project was registered.
create or replace function ccer.judge_boundary() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        raise exception using errcode = 'FC012', message = '边界只增不改：请另存一个边界。', hint = 'Boundaries are added, never changed: keep another one.';
    end if;
    if new.kind = 'ex-ante' and exists (select from ccer.project p where p.project_id = new.project_id and p.state not in ('reserve', 'design')) then
        raise exception using errcode = 'FC014', message = '事前边界只在储备和设计阶段修改。', hint = 'The ex-ante boundary changes in reserve and design only.';
    elsif new.kind = 'monitored' and not exists (select from ccer.project p where p.project_id = new.project_id and p.state = 'registered') then
        raise exception using errcode = 'FC014', message = '监测边界只属于已登记的项目。', hint = 'Only a registered project has a monitored boundary.';
    end if;
    return new;
end $$;
create or replace trigger judge_boundary before insert or update on ccer.project_boundary for each row execute function ccer.judge_boundary();

-- What the design rests on: strata of the ex-ante boundary, what is planted on them and what stood there before. They change while the design does, and not
-- afterwards; strata of a monitoring period come with its table of plots. A boundary that is going with its demonstration project is gone already.
create or replace function ccer.keep_strata() returns trigger language plpgsql as $$
declare
    what    jsonb := case when tg_op = 'DELETE' then to_jsonb(old) else to_jsonb(new) end;
    present text;
begin
    select p.state into present
    from ccer.project_boundary b
    join ccer.project p using (project_id)
    where b.kind = 'ex-ante'
      and b.boundary_id = coalesce((what ->> 'boundary_id')::bigint, (select s.boundary_id from ccer.stratum s where s.stratum_id = (what ->> 'stratum_id')::bigint))
    for share of p;
    if present not in ('reserve', 'design') then
        raise exception using errcode = 'FC012',
            message = format('项目现在是“%s”：碳层、碳层的造林设计和造林前的植被是设计文件的依据，只在储备和设计阶段修改。核算期的碳层在样地表里写。', ccer.state_name('project', present)),
            hint = format('The project is “%s”: strata, what is planted on them and the vegetation before are what the design rests on and change in reserve and design only. Strata of a period stand in its table of plots.', ccer.state_name_en('project', present));
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create or replace trigger keep_strata before insert or update or delete on ccer.stratum for each row execute function ccer.keep_strata();
create or replace trigger keep_strata before insert or update or delete on ccer.stratum_parcel for each row execute function ccer.keep_strata();
create or replace trigger keep_strata before insert or update or delete on ccer.stratum_planting for each row execute function ccer.keep_strata();
create or replace trigger keep_strata before insert or update or delete on ccer.stratum_cover for each row execute function ccer.keep_strata();

-- What enters the subsidiary book was registered, and no more of it than that; what was withdrawn or taken back does not count.
create or replace function ccer.judge_tranche_act() returns trigger language plpgsql as $$
declare
    t ccer.reduction_tranche;
begin
    select q.* into t from ccer.reduction_tranche q where q.tranche_id = new.tranche_id for update;
    if t.state <> 'registered' then
        raise exception using errcode = 'FC012', message = '登记机构登记之后，减排量才记入备查账。', hint = 'A tranche enters the subsidiary book once the registry has registered it.';
    elsif new.tonnes + coalesce((select sum(a.tonnes) from ccer.tranche_act_v a where a.tranche_id = new.tranche_id and a.stands), 0) > t.registered_t then
        raise exception using errcode = 'FC012', message = '已登记的减排量只入账一次。', hint = 'Registered reductions are entered once.';
    end if;
    return new;
end $$;
create or replace trigger judge_tranche_act before insert or update on ccer.tranche_act for each row execute function ccer.judge_tranche_act();
