-- The calendar looks for the ends of mandates and of the contracts behind roles by their day.
create index mandate_ends on ccer.mandate ((upper(term) - 1)) where revoked_on is null;
create index project_party_ends on ccer.project_party (until_on) where until_on is not null;
