-- What stands in the way is told as a hint: the driver withholds the detail of an error from the program, and every refusal ended as a fault.
create or replace function ccer.judge_plot(judged bigint, judged_plot integer) returns void language plpgsql as $$
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
                      hint = json_build_object('plot', judged_plot, 'other_claim_id', other.claim_id, 'scheme', other.scheme, 'code', other.code,
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

