-- What a screening expects of planted ground covers fewer years than the crediting period has, so a rate per year needs them beside the tonnes.
alter table ccer.project_parcel add column expected_years smallint constraint project_parcel_years check (expected_years > 0);
comment on column ccer.project_parcel.expected_years is 'years that expected_kg covers; null where it is null, and of boundaries from before it was kept';
