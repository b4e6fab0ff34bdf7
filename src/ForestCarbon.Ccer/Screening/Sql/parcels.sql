-- A parcel is shown with all its pieces; which of them the filter keeps decides whether it is shown, and their area is added up beside.
with piece as (
    select p.*, y.covered,
           (@verdict::smallint is null or p.verdict = @verdict)
           and (@reason::smallint is null or @reason = any(p.reasons))
           and case coalesce(@part::text, '')
                   when '' then true
                   when 'pass' then (p.first_fail is null or p.first_fail >= @step) and p.reasons[@step] = any(@passes::smallint[])
                   when 'need' then (p.first_fail is null or p.first_fail >= @step) and p.reasons[@step] = any(@needs::smallint[])
                   when 'fail' then p.first_fail = @step
                   when 'left' then p.first_fail is null or p.first_fail > @step
                   when 'left_pass' then p.reasons[:@step] <@ @passes::smallint[]
                   when 'left_need' then p.reasons[:@step] <@ (@passes::smallint[] || @needs::smallint[]) and not p.reasons[:@step] <@ @passes::smallint[]
               end
           and case coalesce(@what::text, '')
                   when '' then true
                   when 'expected' then p.verdict < 2 and p.expected_kg is not null
                   when 'implausible' then p.flags & 128 <> 0
                   when 'without_figure' then p.verdict < 2 and p.expected_kg is null
                   when 'forest' then p.verdict = 2 and p.flags & 32 <> 0
                   when 'sliver' then p.flags & 2 <> 0
                   when 'plantable' then p.verdict < 2 and not p.is_planted and p.flags & 256 = 0
                   when 'base' then p.flags & 16 <> 0
                   when 'planted_young' then p.flags & 64 <> 0
                   when 'welfare_or_natural' then p.flags & 12 <> 0 and p.flags & 32 <> 0
               end as is_kept
    from ccer.screening_piece p
    join ccer.screening r using (run_id)
    left join growth.run_v g on g.run_id = r.accounting_run
    cross join lateral (select ccer.years_covered(p.expected_reason, p.start_date, r.crediting_years, g.first_year) as covered) y
    where p.run_id = @runId
      and (@townships::text[] is null or p.township_code = any(@townships))
), parcel as (
    select p.parcel_id, min(p.parcel_version_id) as parcel_version_id, min(p.township_code) as township_code, min(p.start_date) as start_date,
           sum(p.area_m2) as area_m2, coalesce(sum(p.area_m2) filter (where p.verdict = 0), 0) as pass_m2,
           coalesce(sum(p.area_m2) filter (where p.verdict = 1), 0) as need_m2, coalesce(sum(p.area_m2) filter (where p.verdict = 2), 0) as fail_m2,
           count(*)::int as pieces, (array_agg(p.first_fail order by p.area_m2 desc) filter (where p.first_fail is not null))[1]::int as first_fail,
           (array_agg(p.piece order by p.area_m2 desc) filter (where p.verdict = 1))[1] as need_piece,
           (sum(p.expected_kg) filter (where p.verdict = 0))::bigint as pass_kg, (sum(p.expected_kg) filter (where p.verdict = 1))::bigint as need_kg,
           round(sum(p.expected_kg / p.covered::numeric), 3) as expected_kg_a, coalesce(sum(p.area_m2) filter (where p.expected_kg is not null), 0) as expected_m2,
           bool_or(p.flags & 128 <> 0) as is_implausible, bool_and(p.flags & 256 = 0) as is_start_known,
           coalesce(sum(p.area_m2) filter (where p.is_kept), 0) as kept_m2
    from piece p
    group by p.parcel_id
    having bool_or(p.is_kept)
), shown as (
    select q.parcel_id, v.code, q.township_code, v.land_class, q.start_date, q.area_m2, q.pass_m2, q.need_m2, q.fail_m2, q.pieces, q.first_fail,
           q.need_piece, q.pass_kg, q.need_kg, q.expected_kg_a, q.expected_m2, q.is_implausible, q.is_start_known, q.kept_m2, sum(q.kept_m2) over () as all_kept_m2, count(*) over () as total
    from parcel q
    join inventory.parcel_version_v v using (parcel_version_id)
    where (@code::text is null or v.code like @code || '%')
    order by v.code collate "C"
    limit @limit offset @offset
)
-- What is asked for first of the largest piece that awaits evidence: looked up for the rows that are shown only.
select s.*,
       (select min(r.position)::int
        from ccer.screening_piece p
        cross join lateral unnest(p.reasons) with ordinality as r (reason, position)
        where p.run_id = @runId and p.parcel_id = s.parcel_id and p.piece = s.need_piece and r.reason = any(@needs::smallint[])) as first_need
from shown s
order by s.code collate "C"
