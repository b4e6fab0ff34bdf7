select s.fund_group, g.name_zh as group_zh, g.name_en as group_en, s.tenure, s.grade, s.part, lower(s.years) as from_year, upper(s.years) - 1 as last_year, s.fen_per_mu, s.source, s.mark, s.is_demonstration
from finance.compensation_standard s
join finance.fund_group g using (fund_group)
order by g.precedence, s.tenure desc, s.grade, array_position(array['total', 'loss', 'ranger', 'public'], s.part), lower(s.years)
