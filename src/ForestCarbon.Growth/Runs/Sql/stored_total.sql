-- What a total of a run comes to by the sums stored with it, whatever became of its parcels since. A line of the sink table is taken from
-- a table that was made of the run for the year, which is the county's; increments of a line are not stored.
select sum(s.parcels)::bigint as parcels, sum(s.area_m2) as area_m2,
       sum(case when @statuses::text[] is null or 'accounted' = any(@statuses) then t.stock_kg[@year::int - r.first_year + 1] end)::bigint as stock_kg,
       sum(case when @statuses::text[] is null or 'accounted' = any(@statuses)
                then t.stock_kg[@incrementYear::int - r.first_year + 1] - t.stock_kg[@incrementYear::int - r.first_year] end)::bigint as increment_kg
from growth.township_total_v t
join growth.run_v r using (run_id)
cross join lateral (
    select coalesce(sum(t.parcels[k.n]), 0) as parcels, coalesce(sum(t.area_m2[k.n]), 0) as area_m2
    from unnest(array['accounted', 'treeless', 'not_accounted', 'failed']) with ordinality as k (status, n)
    where @statuses::text[] is null or k.status = any(@statuses)
) s
where @line::text is null
  and t.run_id = @runId
  and t.dimension = coalesce(@Dimension::text, 'county')
  and (@Key::text is null or t.key = @Key)
  and (@township::text is null or t.township_code = @township)
  and (@townships::text[] is null or t.township_code = any(@townships))
having count(*) > 0
union all
(select l.parcels::bigint, l.area_m2, l.stock_kg, null::bigint
 from growth.sink_line_v l
 join growth.sink_table_v t using (sink_table_id)
 where l.line = @line and t.run_id = @runId and t.year = @year
   and @townships::text[] is null and @township::text is null and @Dimension::text is null
 order by l.parcels desc
 limit 1);
