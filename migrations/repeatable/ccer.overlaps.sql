-- What an overlap of two plots means: definitions.md §4 by its area (ccer.overlap_verdict), but where it is nothing but the rounding of
-- coordinates to six decimals of a degree.

-- True if every coordinate is one of six decimals. Coordinates of record have nine, so ground that was never rounded is on this grid
-- by accident only.
create or replace function ccer.has_six_decimals(shape geometry) returns boolean language sql immutable as $$
    select coalesce(bool_and(abs(st_x(p.geom) * 1e6 - round(st_x(p.geom) * 1e6)) < 1e-4 and abs(st_y(p.geom) * 1e6 - round(st_y(p.geom) * 1e6)) < 1e-4), false)
    from st_dumppoints(shape) p
$$;

-- Rounding moves a vertex by at most half of 1e-6° along each axis, so a border, and every point of it, by at most √2/2 · 1e-6° (0.08 m).
-- Ground that two plots share by nothing else lies within that distance of both borders. Ground that reaches further into either is
-- shared by more than rounding and keeps its verdict; a thinner strip in a file of six decimals cannot be told from rounding by
-- anybody, since the file does not say where its vertices were. The margin is for the grid of record, for the vertices that intersecting adds
-- and for the arcs of a buffer, which GEOS draws inside the circle.
-- Ground so near its own edge is no larger than that distance times its perimeter, which is asked first because it costs nothing.
create or replace function ccer.may_be_rounding(shared geometry) returns boolean language sql immutable as $$
    select st_area(shared) <= 8e-7 * st_perimeter(shared)
$$;

create or replace function ccer.is_rounding(a geometry, b geometry, shared geometry) returns boolean language sql stable as $$
    select case
               when not ccer.may_be_rounding(shared) then false
               when not (ccer.has_six_decimals(a) or ccer.has_six_decimals(b)) then false
               -- what of a border lies further off than that is not asked
               else st_coveredby(st_collectionextract(shared, 3), st_buffer(st_clipbybox2d(st_boundary(b), st_expand(shared, 1e-5)::box2d), 7.3e-7))
                    and st_coveredby(st_collectionextract(shared, 3), st_buffer(st_clipbybox2d(st_boundary(a), st_expand(shared, 1e-5)::box2d), 7.3e-7))
           end
$$;

-- One plot against all that stands in its group and period, and against the earlier plots of its own claim: ground counts once. The lock
-- makes every second comer wait for the first one's commit; its query then begins after that commit and sees what was committed.
-- What stands in the way is told as a hint: the driver withholds the detail of an error from the program.
create or replace function ccer.judge_plot(judged bigint, judged_plot integer) returns void language plpgsql as $$
declare
    own    record;
    other  record;
    shared geometry;
    area   numeric;
    said   text;
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
          and (c.claim_id <> judged or p.plot < judged_plot)
          and c.exclusion_group = own.exclusion_group
          and c.state in ('provisional', 'firm')
          and (c.state = 'firm' or c.provisional_until >= current_date)
          and c.period && own.period
          and (c.claim_id = judged
               or coalesce((select e.excludes from ccer.exclusion e
                            where (e.scheme_a, e.scheme_b) in ((c.scheme, own.scheme), (own.scheme, c.scheme))), true))
          and st_relate(p.geom, own.geom, '2********')
        order by c.claim_id, p.plot
    loop
        shared := st_intersection(own.geom, other.geom);
        area := round(inventory.ellipsoidal_area_m2(shared)::numeric, 4);
        said := ccer.overlap_verdict(area, least(own.area_m2, other.area_m2));
        if said <> 'nothing' and ccer.is_rounding(own.geom, other.geom, shared) then
            said := 'rounding';
        end if;
        if said = 'refused' and other.state = 'firm' then
            raise exception 'claim % plot % overlaps % % plot % by % m2', own.code, judged_plot, other.scheme, other.code, other.plot, area
                using errcode = 'FC010',
                      hint = json_build_object('plot', judged_plot, 'other_claim_id', other.claim_id, 'scheme', other.scheme,
                                               'scheme_en', (select s.name_en from ccer.scheme s where s.scheme = other.scheme), 'code', other.code, 'name', other.name,
                                               'other_plot', other.plot, 'area_m2', area, 'is_own', other.claim_id = judged)::text;
        end if;
        if said <> 'nothing' then
            insert into ccer.claim_overlap as known (claim_id, plot, other_claim_id, other_plot, area_m2, verdict)
            values (judged, judged_plot, other.claim_id, other.plot, area, case when said = 'refused' then 'provisional' else said end)
            on conflict (claim_id, plot, other_claim_id, other_plot) do update
            set area_m2 = excluded.area_m2, verdict = excluded.verdict;
        end if;
    end loop;
    -- Only what this claim gave way to counts against it; who came first keeps all of its ground. Of its own ground nothing counts twice.
    -- A plot that gives way nowhere is as it was registered and is not written again.
    update ccer.claim_plot p
    set counted_area_m2 = g.counted_area_m2
    from (
        select greatest(0, own.area_m2 - coalesce(sum(o.area_m2), 0)) as counted_area_m2
        from ccer.claim_overlap o
        where o.claim_id = judged and o.plot = judged_plot and (o.verdict in ('warning', 'rounding') or o.other_claim_id = judged)
    ) g
    where p.claim_id = judged and p.plot = judged_plot and p.counted_area_m2 <> g.counted_area_m2;
end $$;
