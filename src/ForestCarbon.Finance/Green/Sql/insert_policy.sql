insert into finance.policy (book_id, number, kind, insurer, insured, project_code, area_mu, sum_fen, central_fen, province_fen, city_fen, county_fen, own_fen, from_on, until_on, file_sha256,
                            is_demonstration)
select e.book_id, @Number, @Kind, @Insurer, @Insured, @ProjectCode, @AreaMu, @SumFen, @CentralFen, @ProvinceFen, @CityFen, @CountyFen, @OwnFen, @FromOn, @UntilOn, @Sha256, @IsDemonstration
from finance.entity e
where e.code = @Book
returning policy_id
