-- A loss is no expectation. What was entered below nothing before stays readable as it stands.
alter table ccer.idea_figure add constraint idea_figure_expected check (expected_t >= 0) not valid;
