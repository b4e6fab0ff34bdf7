-- Imports read before both languages were kept say in Chinese alone where their coordinate system and encoding were recognised. The clauses are a
-- program's and few: they get their English. One that holds anything else stays as it is.
alter table inventory.import disable trigger through_the_door;
do $$
declare
    kept record;
    clause record;
    system_en text;
    encoding_en text;
begin
    for kept in
        select i.import_id, i.crs_reason, i.encoding_reason
        from inventory.import i
        where (i.crs_reason is not null and i.crs_reason_en is null) or (i.encoding_reason is not null and i.encoding_reason_en is null)
    loop
        system_en := regexp_replace(regexp_replace(kept.crs_reason, '^GeoJSON 的 crs 成员 (.*) 写明$', 'stated by the crs member \1 of the GeoJSON'), '^(.*)写明$', 'stated by \1');
        encoding_en := kept.encoding_reason;
        for clause in
            select *
            from (values ('由导入的人指定', 'named by who imports'),
                         ('属性表没有图形，按小班编码取库中的图形', 'the table has no shapes; those stored under its parcel codes are taken'),
                         ('.prj 文件', 'the .prj file'), ('WKT 列', 'the WKT column'), ('GeoPackage 的坐标系登记', 'the spatial reference of the GeoPackage'),
                         ('GeoJSON 规定的 WGS84（RFC 7946）', 'the WGS 84 of GeoJSON (RFC 7946)'),
                         ('本程序导出表格的列（坐标为 EPSG:4490）', 'the columns of this program''s own export, whose coordinates are EPSG:4490'),
                         ('GeoPackage 规定的编码', 'the encoding that GeoPackage prescribes'), ('xlsx 规定的编码', 'the encoding that xlsx prescribes'),
                         ('文件以字节序标记（BOM）开头', 'the file begins with a byte order mark'), ('，但字节不符；', ', which the bytes contradict; '),
                         ('.cpg 文件写明 ', 'the .cpg file says '), ('（ANSI），字节不像中文编码', ' (ANSI), and the bytes are no Chinese encoding'),
                         ('DBF 语言标记 LDID ', 'DBF language driver LDID '), ('（代码页 ', ' (code page '), ('）', ')'),
                         ('字节不属于 UTF-8、GB18030、Big5，按 Latin-1 逐字节保留', 'the bytes are not UTF-8, GB18030 or Big5; kept byte by byte as Latin-1'),
                         ('全部为 ASCII 字符', 'ASCII characters throughout'), ('字节符合 UTF-8', 'the bytes are UTF-8'),
                         ('字节符合 GB18030 的常用汉字', 'the bytes are everyday characters of GB18030'),
                         ('字节符合 Big5 的常用汉字', 'the bytes are everyday characters of Big5')) as c (zh, en)
        loop
            system_en := replace(system_en, clause.zh, clause.en);
            encoding_en := replace(encoding_en, clause.zh, clause.en);
        end loop;
        update inventory.import i
        set crs_reason_en = coalesce(i.crs_reason_en, case when system_en !~ '[\u3000-\u9fff\uff00-\uffef]' then system_en end),
            encoding_reason_en = coalesce(i.encoding_reason_en, case when encoding_en !~ '[\u3000-\u9fff\uff00-\uffef]' then encoding_en end)
        where i.import_id = kept.import_id;
    end loop;
end $$;
alter table inventory.import enable trigger through_the_door;
