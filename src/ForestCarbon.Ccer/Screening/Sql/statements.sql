select t.statement_id, t.parcel_id, v.code, t.shrub_share, t.keeps_trees, t.additionality, t.source, t.file_sha256, t.stated_on, t.stated_by,
       t.is_demonstration, count(*) over () as total
from ccer.parcel_statement_v t
join inventory.parcel_current_v v using (parcel_id)
where (@townships::text[] is null or v.township_code = any(@townships))
  and (@code::text is null or v.code like @code || '%')
order by t.statement_id desc
limit @limit offset @offset
