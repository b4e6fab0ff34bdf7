-- A verifier reads below a curve what it was fitted to: parcels or measured plots. Of the sets that stand the rule kept with each says it;
-- the column is filled while it is made, because a set itself is never changed.
alter table growth.curve_set add column is_of_plots boolean;
alter table growth.curve_set alter column is_of_plots type boolean using starts_with(rule, '样地：');
alter table growth.curve_set alter column is_of_plots set default false, alter column is_of_plots set not null;
comment on column growth.curve_set.is_of_plots is 'fitted to the layer of sample plots; else to parcels';
