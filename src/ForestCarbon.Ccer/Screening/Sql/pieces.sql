select p.parcel_id, v.code, p.piece, p.area_m2, p.verdict, p.reasons, p.start_date, p.is_planted, p.flags, p.history, p.expected_kg, p.expected_reason,
       ccer.years_covered(p.expected_reason, p.start_date, r.crediting_years, g.first_year) as expected_years,
       p.plot, p.plot_area_m2, h.history_zh, h.history_en, format('%s %s（%s）', u.name_zh, v.forest_purpose, o.told) as purpose_zh,
       format('%s %s (%s)', u.name_en, v.forest_purpose, o.told) as purpose_en, nullif(v.forest_purpose, '') is not null as has_purpose,
       (select string_agg(format('%s %s %s {to} %s%s', f.code, coalesce(f.attributes ->> 'certificate_kind', '{no document}'), coalesce(f.attributes ->> 'certificate_no', ''),
                                 coalesce(f.attributes ->> 'term_to', '?'), case when (f.attributes ->> 'disputed')::boolean then ' {disputed}' else '' end), '{;}' order by f.feature_id)
        from inventory.layer_feature_v f where f.layer = 'tenure-lot' and f.feature_id = any(p.tenure_ids)) as tenure,
       (select string_agg(format('%s %s %s {to} %s', c.scheme, c.code, c.period_from, c.period_to), '{;}' order by c.claim_id)
        from ccer.claim_v c where c.claim_id = any(p.claim_ids)) as claims,
       (select string_agg(f.name, '{;}' order by f.feature_id)
        from inventory.layer_feature_v f where f.layer = 'protected-area' and f.feature_id = any(p.protected_ids)) as protected,
       (select format('{cleared} %s{,}{trees stay} %s', coalesce(trim_scale(t.shrub_share * 100) || ' %', '{not declared}'), case t.keeps_trees when true then '{yes}' when false then '{no}' else '{not declared}' end)
        from ccer.parcel_statement_on(r.claims_as_of, p.parcel_id, p.parcel_id) t) as statement,
       (select case t.additionality when 'public-welfare' then '{declared public-welfare}' when 'general-tool' then '{declared tool}' end
        from ccer.parcel_statement_on(r.claims_as_of, p.parcel_id, p.parcel_id) t) as additionality,
       (select string_agg(format('%s{(}%s{)}', t.source, t.stated_on), '{;}' order by t.statement_id)
        from ccer.parcel_statement t where t.parcel_id = p.parcel_id and t.stated_on <= r.claims_as_of) as statement_sources,
       v.site_class, r.claims_as_of,
       concat_ws('{;}', case when p.flags & 4 <> 0 then format('{welfare layer} %s', r.as_of) end,
                 case when v.forest_category in ('11', '12') then format('{category} %s{welfare}', v.forest_category) end,
                 (select case (z ->> 'value')::numeric when 1 then '{zone} {yes}' when 0 then '{zone} {no}' else '{zone} {not verified}' end
                  from jsonb_array_elements(r.manifest -> 'parameters') z where z ->> 'key' = 'national_key_ecological_function_zone' limit 1),
                 (select format('{precipitation} %s mm', z ->> 'value')
                  from jsonb_array_elements(r.manifest -> 'parameters') z
                  where z ->> 'key' = 'mean_annual_precipitation_mm' and z ->> 'value' is not null limit 1)) as exemption
from ccer.screening_piece p
join ccer.screening r using (run_id)
left join growth.run_v g on g.run_id = r.accounting_run
join inventory.parcel_version_v v using (parcel_version_id)
left join inventory.code_v u on u.list = 'forest-purpose' and u.code = v.forest_purpose
left join inventory.import_v i on i.import_id = v.opened_by
cross join lateral (select concat_ws(' ', '{parcel record}', i.file_name) as told) o
-- The history in words: what each day's record says, and from which layer or record.
cross join lateral (
    select string_agg(format('%s %s %s%s（%s）', d.day, coalesce(n.name_zh, '{not in dictionary}'), d.land_class, d.conflict, d.told), '；' order by d.at) as history_zh,
           string_agg(format('%s %s %s%s (%s)', d.day, coalesce(n.name_en, '{not in dictionary}'), d.land_class, d.conflict, d.told), '; ' order by d.at) as history_en
    from (
        select split_part(e.entry, '=', 1) as day, rtrim(split_part(e.entry, '=', 2), '!') as land_class, case when e.entry like '%!' then '{conflict}' else '' end as conflict, e.at,
               coalesce(nullif(concat_ws('{and}',
                   (select string_agg(distinct concat_ws('{,}', k.name, nullif(k.source, k.name), k.demonstration), '{and}')
                    from inventory.evidence_layer_v l
                    -- That it is for demonstration is said once, and in no bracket inside the bracket of the source.
                    cross join lateral (select replace(l.name, '（演示数据）', '') as name, replace(l.source, '（演示数据）', '') as source,
                                               case when concat(l.name, l.source) like '%（演示数据）%' then '演示数据' end as demonstration) k
                    where l.as_of = split_part(e.entry, '=', 1)::date and coalesce(r.manifest -> 'evidence_layers' @> to_jsonb(l.evidence_layer_id), true)),
                   case when split_part(e.entry, '=', 1)::date = lower(v.valid) then o.told end), ''), '{source unknown}') as told
        from unnest(string_to_array(p.history, ';')) with ordinality as e (entry, at)
    ) d
    left join inventory.code_v n on n.list = 'land-class' and n.code = d.land_class
) h
where p.run_id = @runId
  and (v.code = @code or p.parcel_id = @parcelId)
  and (@townships::text[] is null or p.township_code = any(@townships))
order by p.parcel_id, p.piece
