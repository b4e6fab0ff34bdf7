-- Writes every piece that no condition failed before plots were known, once: with the plot it came to lie in and, unless
-- the plot failed it, with what it is expected to bring. Whole kilograms, floored. Planted ground: kg of the parcel shared by the
-- piece's part of its area. Bare ground: the planting model on the parcel's site class. What lies outside the plausible range of t per
-- mu and year, before flooring, is flagged (128) and kept; t/mu·a = kg · 2 / (3 · m² · years).
with decided as materialized (
    select p.parcel_id, p.piece, p.parcel_version_id, p.area_m2, p.start_date, p.is_planted, p.flags, j.plot, j.plot_area_m2,
           case when j.reason is null then p.reasons else p.reasons[:@plotAt - 1] || j.reason || p.reasons[@plotAt + 1:] end as reasons,
           coalesce(j.verdict, p.verdict) as verdict
    from ccer.screening_piece p
    left join unnest(@ParcelIds::bigint[], @Pieces::smallint[], @Plots::bigint[], @AreasM2::numeric[], @Reasons::smallint[], @Verdicts::smallint[])
              as j (parcel_id, piece, plot, plot_area_m2, reason, verdict) using (parcel_id, piece)
    where p.verdict < 2
), planted as (
    select p.parcel_id, p.piece, p.area_m2 / v.ellipsoidal_area_m2 as share, r.stock_kg, r.first_year, r.last_year,
           greatest(extract(year from p.start_date)::int, r.first_year) as from_year, ccer.years_covered(2::smallint, p.start_date, @years, r.first_year) as over_years
    from decided p
    join inventory.parcel_version_v v using (parcel_version_id)
    left join growth.parcel_result_v r on r.run_id = @run and r.parcel_id = p.parcel_id and r.parcel_version_id = p.parcel_version_id
    where p.verdict < 2 and p.is_planted
), figured as (
    select g.parcel_id, g.piece,
           case when @run = 0 then 11
                when @rate::numeric is null then 14
                when g.first_year is null or g.stock_kg is null then 12
                when g.from_year + g.over_years > g.last_year or g.over_years <= 0 then 13
                else 2 end as reason,
           (g.stock_kg[g.from_year + g.over_years - g.first_year + 1] - g.stock_kg[g.from_year - g.first_year + 1]) * g.share * (1 - @rate::numeric) as kg,
           g.over_years
    from planted g
), bare as (
    select p.parcel_id, p.piece,
           case when p.flags & 256 <> 0 then 18
                when not @isNamed then 10
                when v.site_class is null then 16
                when m.kg_per_m2 is null then coalesce(m.reason, 15)
                when @rate::numeric is null then 14
                else 1 end as reason,
           p.area_m2 * m.kg_per_m2 * (1 - @rate::numeric) as kg, ccer.years_covered(1::smallint, p.start_date, @years, null) as over_years
    from decided p
    join inventory.parcel_version_v v using (parcel_version_id)
    left join unnest(@siteClasses::smallint[], @kgPerM2::numeric[], @siteReasons::smallint[]) as m (site_class, kg_per_m2, reason) on m.site_class = v.site_class
    where p.verdict < 2 and not p.is_planted
)
update ccer.screening_piece p
set plot = d.plot, plot_area_m2 = d.plot_area_m2, reasons = d.reasons, verdict = d.verdict, first_fail = case when d.verdict = 2 then @plotAt::smallint end,
    expected_reason = coalesce(f.reason, p.expected_reason), expected_kg = case when f.reason in (1, 2) then floor(f.kg) end,
    flags = case when f.reason in (1, 2) and (f.kg * 2 < @low::numeric * 3 * p.area_m2 * f.over_years or f.kg * 2 > @high::numeric * 3 * p.area_m2 * f.over_years)
                 then p.flags | 128::smallint else p.flags end
from decided d
left join (select * from figured union all select * from bare) f using (parcel_id, piece)
where p.parcel_id = d.parcel_id and p.piece = d.piece
