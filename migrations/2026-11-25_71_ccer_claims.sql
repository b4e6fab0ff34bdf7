-- Who claims the carbon of which ground for which period, in which scheme. Two claims of one exclusion group on the same ground
-- and period cannot both stand: a deferred constraint trigger tests the true intersection when a change is complete, one at a
-- time per group. A box exclusion constraint would refuse every neighbour.
create table ccer.scheme (
    scheme          text    not null constraint scheme_pk primary key,
    name_en         text    not null,
    exclusion_group text,
    is_known        boolean not null default true,
    position        integer not null
);
comment on column ccer.scheme.exclusion_group is 'null: excludes nothing and is shown only';

-- One cell per pair of schemes (a before b in position).
create table ccer.exclusion (
    scheme_a text    not null constraint exclusion_a_fk references ccer.scheme,
    scheme_b text    not null constraint exclusion_b_fk references ccer.scheme,
    excludes boolean not null,
    extent   text    not null constraint exclusion_extent check (extent in ('all', 'tonnes and period bought', 'none')),
    source   text    not null,
    mark     text    not null,
    constraint exclusion_pk primary key (scheme_a, scheme_b)
);

insert into ccer.scheme (scheme, name_en, exclusion_group, is_known, position) values
    ('CCER', 'CCER', 'carbon-credit', true, 1), ('VCS', 'VCS', 'carbon-credit', true, 2), ('GS', 'Gold Standard', 'carbon-credit', true, 3),
    ('CDM', 'CDM', 'carbon-credit', true, 4), ('碳普惠', 'Local carbon inclusion', 'carbon-credit', true, 5),
    ('林业碳票', 'Forestry carbon ticket', 'carbon-credit', true, 6), ('司法碳汇认购', 'Judicial sink purchase', 'carbon-credit', true, 7),
    ('其他', 'Unknown or other scheme', 'carbon-credit', false, 8), ('生态补偿', 'Ecological compensation', null, true, 9),
    ('天然林补助', 'Natural-forest subsidy', null, true, 10), ('抵押', 'Mortgage', null, true, 11), ('采伐许可', 'Harvest permit', null, true, 12);
insert into ccer.exclusion (scheme_a, scheme_b, excludes, extent, source, mark)
select a.scheme, b.scheme, a.exclusion_group is not null and b.exclusion_group is not null,
       case when a.exclusion_group is null or b.exclusion_group is null then 'none'
            when '司法碳汇认购' in (a.scheme, b.scheme) then 'tonnes and period bought' else 'all' end,
       case when a.exclusion_group is null or b.exclusion_group is null then '本系统默认：不排斥，只显示'
            when 'CCER' in (a.scheme, b.scheme) and '其他' not in (a.scheme, b.scheme) then '温室气体自愿减排交易管理办法（试行）第十条、第四十八条：唯一性'
            when '其他' in (a.scheme, b.scheme) then '机制不明：按排斥处理'
            else '各机制的规则未读到：按相互排斥处理' end,
       case when 'CCER' in (a.scheme, b.scheme) and a.exclusion_group is not null and b.exclusion_group is not null
                 and '其他' not in (a.scheme, b.scheme) and '司法碳汇认购' not in (a.scheme, b.scheme) then 'S1' else '?' end
from ccer.scheme a
join ccer.scheme b on b.position > a.position;
call platform.put_behind_the_door('ccer.scheme', 'audited');
call platform.put_behind_the_door('ccer.exclusion', 'audited');

create table ccer.claim (
    claim_id          bigint      generated always as identity constraint claim_pk primary key,
    scheme            text        not null constraint claim_scheme_fk references ccer.scheme,
    exclusion_group   text,
    code              text        not null,
    name              text        not null,
    state             text        not null constraint claim_state check (state in ('provisional', 'firm', 'released', 'ended')),
    period            daterange   not null constraint claim_period_bounded check (not isempty(period) and lower(period) is not null and upper(period) is not null),
    provisional_until date,
    holder            text,
    source            text        not null,
    file_sha256       bytea       constraint claim_file_fk references platform.stored_file,
    registered_on     date        not null default current_date,
    registered_by     text        not null,
    closed_on         date,
    closing_reason    text,
    is_demonstration  boolean     not null default false,
    constraint claim_code_once unique (scheme, code),
    constraint claim_provisional_ends check ((state = 'provisional') <= (provisional_until is not null)),
    constraint claim_closed_with_reason check (state not in ('released', 'ended') or (closed_on is not null and length(trim(closing_reason)) > 0))
);
comment on column ccer.claim.state is 'provisional: a design, 12 months, warns others; firm: from publicity on, excludes';
call platform.put_behind_the_door('ccer.claim', 'audited');

create table ccer.claim_plot (
    claim_id        bigint  not null constraint claim_plot_claim_fk references ccer.claim on delete cascade,
    plot            integer not null,
    name            text,
    township_code   text,
    area_m2         numeric(16, 4) not null constraint claim_plot_has_area check (area_m2 > 0),
    counted_area_m2 numeric(16, 4) not null,
    geom            geometry(MultiPolygon, 4490) not null,
    geom_3857       geometry(MultiPolygon, 3857) not null,
    constraint claim_plot_pk primary key (claim_id, plot),
    constraint claim_plot_counts_no_more check (counted_area_m2 between 0 and area_m2)
);
comment on column ccer.claim_plot.counted_area_m2 is 'less the overlaps accepted with a warning; the later claim gives way';
create index claim_plot_geom on ccer.claim_plot using gist (geom);
create index claim_plot_geom_3857 on ccer.claim_plot using gist (geom_3857);
call platform.put_behind_the_door('ccer.claim_plot', 'audited');

-- Overlaps that were let stand: small ones, and ground a design takes provisionally.
create table ccer.claim_overlap (
    claim_id       bigint         not null,
    plot           integer        not null,
    other_claim_id bigint         not null,
    other_plot     integer        not null,
    area_m2        numeric(16, 4) not null,
    verdict        text           not null constraint claim_overlap_verdict check (verdict in ('warning', 'provisional')),
    found_at       timestamptz    not null default now(),
    constraint claim_overlap_pk primary key (claim_id, plot, other_claim_id, other_plot),
    constraint claim_overlap_plot_fk foreign key (claim_id, plot) references ccer.claim_plot on delete cascade,
    constraint claim_overlap_other_fk foreign key (other_claim_id, other_plot) references ccer.claim_plot on delete cascade
);
call platform.put_behind_the_door('ccer.claim_overlap', 'audited');

-- definitions.md §4: up to 1 m² nothing; above, up to 10 m² and 0.1 % of the smaller plot, a warning; beyond, refused.
create table ccer.overlap_rule (
    only_row     boolean not null default true constraint overlap_rule_pk primary key check (only_row),
    nothing_m2   numeric not null,
    warning_m2   numeric not null,
    warning_share numeric not null,
    source       text    not null,
    mark         text    not null
);
insert into ccer.overlap_rule (nothing_m2, warning_m2, warning_share, source, mark) values (1, 10, 0.001, '本系统阈值，可由林业局调整', 'M');
call platform.put_behind_the_door('ccer.overlap_rule', 'audited');

create function ccer.overlap_verdict(area_m2 numeric, smaller_m2 numeric) returns text language sql stable as $$
    select case
               when area_m2 <= r.nothing_m2 then 'nothing'
               when area_m2 <= r.warning_m2 and area_m2 <= r.warning_share * smaller_m2 then 'warning'
               else 'refused'
           end
    from ccer.overlap_rule r
$$;

-- One plot against all that stands in its group and period. The lock makes every second comer wait for the first one's commit;
-- its query then begins after that commit and sees what was committed.
create function ccer.judge_plot(judged bigint, judged_plot integer) returns void language plpgsql as $$
declare
    own   record;
    other record;
    area  numeric;
    said  text;
begin
    select c.exclusion_group, c.state, c.period, c.scheme, c.code, p.geom, p.area_m2
    into own
    from ccer.claim c
    join ccer.claim_plot p using (claim_id)
    where c.claim_id = judged and p.plot = judged_plot;
    if not found or own.exclusion_group is null or own.state not in ('provisional', 'firm') then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtextextended('ccer.claim:' || own.exclusion_group, 0));
    for other in
        select c.claim_id, c.scheme, c.code, c.name, c.state, p.plot, p.geom, p.area_m2
        from ccer.claim_plot p
        join ccer.claim c using (claim_id)
        where p.geom && own.geom
          and c.claim_id <> judged
          and c.exclusion_group = own.exclusion_group
          and c.state in ('provisional', 'firm')
          and (c.state = 'firm' or c.provisional_until >= current_date)
          and c.period && own.period
          and coalesce((select e.excludes from ccer.exclusion e
                        where (e.scheme_a, e.scheme_b) in ((c.scheme, own.scheme), (own.scheme, c.scheme))), true)
          and st_relate(p.geom, own.geom, '2********')
        order by c.claim_id, p.plot
    loop
        area := round(inventory.ellipsoidal_area_m2(st_intersection(own.geom, other.geom))::numeric, 4);
        said := ccer.overlap_verdict(area, least(own.area_m2, other.area_m2));
        if said = 'refused' and other.state = 'firm' then
            raise exception 'claim % plot % overlaps % % plot % by % m2', own.code, judged_plot, other.scheme, other.code, other.plot, area
                using errcode = 'FC010',
                      detail = json_build_object('plot', judged_plot, 'other_claim_id', other.claim_id, 'scheme', other.scheme, 'code', other.code,
                                                 'name', other.name, 'other_plot', other.plot, 'area_m2', area)::text;
        end if;
        if said in ('warning', 'refused') then
            insert into ccer.claim_overlap as known (claim_id, plot, other_claim_id, other_plot, area_m2, verdict)
            values (judged, judged_plot, other.claim_id, other.plot, area, case when said = 'warning' then 'warning' else 'provisional' end)
            on conflict (claim_id, plot, other_claim_id, other_plot) do update
            set area_m2 = excluded.area_m2, verdict = excluded.verdict;
        end if;
    end loop;
    -- Only what this claim gave way to counts against it; who came first keeps all of its ground.
    update ccer.claim_plot p
    set counted_area_m2 = greatest(0, p.area_m2 - coalesce((
        select sum(o.area_m2) from ccer.claim_overlap o
        where o.claim_id = judged and o.plot = judged_plot and o.verdict = 'warning'), 0))
    where p.claim_id = judged and p.plot = judged_plot;
end $$;

create function ccer.judge_changed_plot() returns trigger language plpgsql as $$
begin
    perform ccer.judge_plot(new.claim_id, new.plot);
    return null;
end $$;
create constraint trigger claim_plot_is_exclusive after insert or update of geom, area_m2, claim_id on ccer.claim_plot
    deferrable initially deferred for each row execute function ccer.judge_changed_plot();

create function ccer.judge_changed_claim() returns trigger language plpgsql as $$
begin
    perform ccer.judge_plot(p.claim_id, p.plot) from ccer.claim_plot p where p.claim_id = new.claim_id order by p.plot;
    return null;
end $$;
create constraint trigger claim_is_exclusive after update of state, period, exclusion_group, scheme, provisional_until on ccer.claim
    deferrable initially deferred for each row execute function ccer.judge_changed_claim();
