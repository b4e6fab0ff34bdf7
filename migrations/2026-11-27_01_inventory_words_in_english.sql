-- What a file's reading and a limit rest on is told in the reader's language, so both are kept. Imports read before keep their Chinese reason alone.
alter table inventory.import add column crs_reason_en text, add column encoding_reason_en text;
alter table inventory.check_limit add column source_zh text not null default '本程序默认 [?]';
do $$
begin
    perform set_config('forestcarbon.actor', 'installation', true), set_config('forestcarbon.scope', '*', true),
            set_config('forestcarbon.reason', '检查限值的来源写明中文', true), set_config('forestcarbon.touched', '', true);
    update inventory.check_limit
    set source_zh = case name
        when 'minimum_area' then '最小小班面积，规则摘录 §9.2 [M]'
        when 'registered_area_share' then '与合同面积的核对限值相同，本程序默认 [?]'
        when 'registered_area' then '旧成果的面积只到 0.01 公顷，规则摘录 §9.2 [S38]'
        else '1:10000 图上 0.2 毫米，本程序默认 [?]'
    end;
    perform set_config('forestcarbon.actor', '', true);
end $$;
alter table inventory.check_limit alter column source_zh drop default;
