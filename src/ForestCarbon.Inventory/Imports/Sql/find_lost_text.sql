-- A question mark that stands where the value stored under the same code has a character beyond ASCII, all else being equal, is that character, lost when
-- the file was written: no statement. So are those that are given as lost already. What is taken out of a row leaves the stored value as it is.
with asked as (
    select * from unnest(@rows::int[], @keys::text[], @lost::boolean[]) as a (row_no, key, is_lost)
), questioned as materialized (
    select f.row_no, f.code, f.mapped, i.layer, i.townships
    from inventory.import_feature f
    join inventory.import i using (import_id)
    where f.import_id = @importId
      and f.row_no in (select a.row_no from asked a)
), stored as materialized (
    select q.row_no, to_jsonb(v) as facts, v.other as kept
    from questioned q
    join inventory.parcel_version v on v.code = q.code and upper_inf(v.valid)
    where q.layer = 'forest-land'
      and (q.townships is null or v.township_code = any (q.townships))
    union all
    select q.row_no, to_jsonb(v) - array['geom', 'geom_3857'], v.attributes
    from questioned q
    join inventory.layer_feature v on v.layer = q.layer and v.code = q.code and upper_inf(v.valid)
    where q.townships is null or v.township_code = any (q.townships)
), lost as materialized (
    select distinct q.row_no, a.key
    from asked a
    join questioned q using (row_no)
    left join stored s using (row_no)
    where a.is_lost
       or inventory.is_lost_text(coalesce(q.mapped ->> a.key, q.mapped -> 'other' ->> a.key, q.mapped -> 'attributes' ->> a.key), coalesce(s.facts ->> a.key, s.kept ->> a.key))
), taken_out as (
    update inventory.import_feature f
    set mapped = (f.mapped - l.keys)
        || case when f.mapped -> 'other' is not null then jsonb_build_object('other', (f.mapped -> 'other') - l.keys) else '{}' end
        || case when f.mapped -> 'attributes' is not null then jsonb_build_object('attributes', (f.mapped -> 'attributes') - l.keys) else '{}' end
    from (select row_no, array_agg(key) as keys from lost group by row_no) l
    where f.import_id = @importId
      and f.row_no = l.row_no
)
select row_no, key from lost order by row_no, key
