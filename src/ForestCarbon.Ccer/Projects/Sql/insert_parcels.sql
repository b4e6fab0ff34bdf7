insert into ccer.project_parcel (boundary_id, plot, parcel_id, parcel_version_id, area_m2, expected_kg, expected_years)
select @boundaryId, g.plot, g.parcel_id, g.version_id, g.area_m2, g.expected_kg, g.expected_years
from unnest(@plots::int[], @parcels::bigint[], @versions::bigint[], @areas::numeric[], @expected::bigint[], @years::smallint[])
     as g (plot, parcel_id, version_id, area_m2, expected_kg, expected_years)
