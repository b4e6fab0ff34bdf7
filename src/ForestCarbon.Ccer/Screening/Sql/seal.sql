update ccer.screening s
set finished_at = clock_timestamp(), pieces = r.pieces, parcels = r.parcels, result_sha256 = r.hash
from (
    select count(*) as pieces, count(distinct p.parcel_id) as parcels,
           sha256(convert_to(string_agg(md5(format('%s|%s|%s|%s|%s|%s|%s|%s|%s|%s|%s', p.parcel_id, p.piece, p.parcel_version_id, p.area_m2, p.reasons,
                                                   p.start_date, p.flags, p.history, p.expected_kg, p.expected_reason, p.plot_area_m2)), ''
                                        order by p.parcel_id, p.piece), 'UTF8')) as hash
    from ccer.screening_piece p
    where p.run_id = @runId
) r
where s.run_id = @runId
