insert into growth.curve_set (name, as_of, generation, rule, is_synthetic, sha256, made_by)
values (@name, @asOf, @generation, @rule, @isSynthetic, @sha256, @madeBy)
returning curve_set_id;
