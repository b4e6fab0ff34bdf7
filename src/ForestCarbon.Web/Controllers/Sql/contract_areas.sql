select f.layer, count(*) as units, count(*) filter (where f.contract_area_mu is null) as without, sum(f.contract_area_mu) as contract_mu
from inventory.layer_feature_v f
where f.layer in ('public-welfare', 'natural-forest')
  and upper_inf(f.valid)
  and (@townships::text[] is null or f.township_code = any(@townships))
group by f.layer
order by f.layer desc;
