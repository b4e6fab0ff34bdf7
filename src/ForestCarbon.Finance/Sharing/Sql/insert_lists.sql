with given as (
    -- A party that is a household stands on the list of its village, which is published there.
    select coalesce(g.township, y.township_code) as township, coalesce(g.village, y.village_code) as village, case when y.village_code is null then g.name else coalesce(v.name_zh, y.village_code) end as name,
           g.payee, g.is_collective, g.part, g.basis, g.area, g.fen, g.held, g.ordinality::int as place
    from unnest(@townships::text[], @villages::text[], @names::text[], @payees::bigint[], @collectives::boolean[], @parts::text[], @bases::text[], @areas::numeric[], @fen::bigint[], @held::text[])
        with ordinality as g (township, village, name, payee, is_collective, part, basis, area, fen, held, ordinality)
    left join finance.payee y on y.payee_id = g.payee and g.village is null and y.kind = 'household' and y.village_code is not null
    left join inventory.village_v v on v.village_code = y.village_code
), list as (
    insert into finance.payable_list (kind, book_id, year, title, township_code, village_code, village_name, run_id, is_demonstration)
    select 'sharing', e.book_id, @year, @Title || case when v.village is null then '（其他各方）' else '，' || v.name end, v.township, v.village, v.name, @run, @IsDemonstration
    from finance.entity e
    cross join (select distinct on (coalesce(g.village, '')) g.township, g.village, g.name from given g order by coalesce(g.village, ''), g.place) v
    where e.code = @Book
    order by v.village nulls last
    returning list_id, village_code
)
insert into finance.payable_line (list_id, line, payee_id, part, basis, area_mu, amount_fen, held_for)
select l.list_id, row_number() over (partition by l.list_id order by g.part = 'household', g.place), coalesce(g.payee, c.payee_id), g.part, g.basis, g.area, g.fen, g.held
from given g
join list l on l.village_code is not distinct from g.village
left join lateral (select p.payee_id from finance.payee p where g.is_collective and p.kind = 'collective' and p.village_code = g.village order by p.payee_id limit 1) c on true
