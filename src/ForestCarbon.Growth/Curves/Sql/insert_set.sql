insert into growth.curve_set (name, as_of, generation, rule, is_synthetic, is_of_plots, sha256, made_by)
values (@name, @asOf, @generation, @rule, @isSynthetic, @isOfPlots, @sha256, @madeBy)
returning curve_set_id;
