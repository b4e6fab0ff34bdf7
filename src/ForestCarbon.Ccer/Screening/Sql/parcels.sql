with parcel as (
    select p.parcel_id, min(p.parcel_version_id) as parcel_version_id, min(p.township_code) as township_code, min(p.start_date) as start_date,
           sum(p.area_m2) as area_m2, coalesce(sum(p.area_m2) filter (where p.verdict = 0), 0) as pass_m2,
           coalesce(sum(p.area_m2) filter (where p.verdict = 1), 0) as need_m2, coalesce(sum(p.area_m2) filter (where p.verdict = 2), 0) as fail_m2,
           count(*)::int as pieces, (array_agg(p.first_fail order by p.area_m2 desc) filter (where p.first_fail is not null))[1]::int as first_fail,
           sum(p.expected_kg)::bigint as expected_kg, bool_or(p.flags & 128 <> 0) as is_implausible
    from ccer.screening_piece p
    where p.run_id = @runId
      and (@townships::text[] is null or p.township_code = any(@townships))
    group by p.parcel_id
    having (@verdict::smallint is null or bool_or(p.verdict = @verdict))
       and (@reason::smallint is null or bool_or(@reason = any(p.reasons)))
       and (not @implausible or bool_or(p.flags & 128 <> 0))
)
select q.parcel_id, v.code, q.township_code, v.land_class, q.start_date, q.area_m2, q.pass_m2, q.need_m2, q.fail_m2, q.pieces, q.first_fail,
       q.expected_kg, q.is_implausible, count(*) over () as total
from parcel q
join inventory.parcel_version_v v using (parcel_version_id)
where (@code::text is null or v.code like @code || '%')
order by v.code collate "C"
limit @limit offset @offset
