insert into finance.payable_list (kind, book_id, year, title, township_code, village_code, village_name, fund_id, file_sha256, is_demonstration)
select 'sink-compensation', f.book_id, @year, @title, v.township_code, v.village_code, v.name_zh, f.fund_id, @Sha256, @isDemonstration
from finance.fund f
join inventory.village_v v on v.village_code = @villageCode
where f.fund_id = @fundId
returning list_id
