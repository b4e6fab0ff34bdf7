with ground as (
    select a.agreement_id, a.basis, b.boundary_id, a.is_demonstration
    from finance.agreement a
    join ccer.project_v p on p.code = a.project_code
    join lateral (select x.boundary_id from ccer.project_boundary_v x where x.project_id = p.project_id order by x.boundary_id desc limit 1) b on true
    where a.agreement_id = @agreementId
), lot as (
    select g.agreement_id, g.is_demonstration, f.code as lot_code, f.township_code, v.village_code, v.name_zh as village_name,
           coalesce(f.attributes ->> 'carbon_benefit_holder', f.attributes ->> 'contract_holder', '') as holder,
           case when coalesce((f.attributes ->> 'disputed')::boolean, false) then '权属有争议' when f.attributes ->> 'carbon_benefit_holder' is null then '未约定碳汇收益权人' end as held_for,
           round((case g.basis when 'certificate-area' then f.registered_area_ha * 15 else sum(inventory.ellipsoidal_area_m2(st_multi(st_collectionextract(st_intersection(f.geom, t.geom), 3)))) * 3 / 2000 end)::numeric, 4) as weight
    from ground g
    join ccer.project_plot_v t on t.boundary_id = g.boundary_id
    join inventory.layer_feature_v f on f.layer = 'tenure-lot' and upper_inf(f.valid) and f.geom && t.geom and st_relate(f.geom, t.geom, '2********')
    left join lateral (select x.village_code, x.name_zh from inventory.village_v x where x.township_code = f.township_code and st_intersects(x.geom, st_pointonsurface(f.geom)) limit 1) v on true
    group by g.agreement_id, g.is_demonstration, g.basis, f.code, f.township_code, v.village_code, v.name_zh, f.attributes, f.registered_area_ha
), payee as (
    insert into finance.payee (code, kind, name, village_code, township_code, is_demonstration)
    select distinct on (l.holder) '宗-' || md5(l.holder || l.village_code), 'household', l.holder, l.village_code, l.township_code, l.is_demonstration
    from lot l
    where l.holder <> '' and l.village_code is not null and not exists (select from finance.payee p where p.name = l.holder and p.village_code = l.village_code)
    order by l.holder, l.lot_code
    on conflict do nothing
    returning payee_id, name, village_code
), taken as (
    insert into finance.agreement_lot (agreement_id, lot_code, township_code, village_code, village_name, payee_id, weight, held_for)
    select l.agreement_id, l.lot_code, l.township_code, l.village_code, l.village_name, p.payee_id, l.weight, l.held_for
    from lot l
    join lateral (
        select x.payee_id from payee x where x.name = l.holder and x.village_code = l.village_code
        union all select y.payee_id from finance.payee y where y.name = l.holder and y.village_code = l.village_code
        limit 1
    ) p on true
    where l.weight > 0 and l.village_code is not null
    returning lot_code
)
select (select count(*) from taken)::int as taken, (select count(*) from lot l where l.lot_code not in (select t.lot_code from taken t))::int as left_out
