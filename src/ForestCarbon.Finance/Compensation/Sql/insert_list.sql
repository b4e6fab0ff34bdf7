insert into finance.payable_list (kind, book_id, year, title, township_code, village_code, village_name, fund_group, fund_id, is_demonstration, supplements)
select 'compensation', e.book_id, @year, @title, @TownshipCode, @villageCode, @VillageName, @fundGroup, @fundId, @IsDemonstration, @supplements
from finance.entity e where e.code = @book
returning list_id
