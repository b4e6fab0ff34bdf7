select a.position
from unnest(@asked::int[], @own::bytea[], @other::bytea[], @claims::bigint[], @otherPlots::int[], @shared::bytea[])
     as a (position, own, other, claim_id, other_plot, shared)
left join ccer.claim_plot p on p.claim_id = a.claim_id and p.plot = a.other_plot
where ccer.is_rounding(st_setsrid(st_geomfromwkb(a.own), 4490), coalesce(p.geom, st_setsrid(st_geomfromwkb(a.other), 4490)), st_setsrid(st_geomfromwkb(a.shared), 4490))
