update finance.compensation_standard s
set years = int4range(lower(s.years), @FromYear)
where s.fund_group = @FundGroup and s.tenure = @Tenure and s.grade = @Grade and s.part = @Part and s.years @> @FromYear::int and lower(s.years) < @FromYear
