-- An entry of an entity's book is asked for its event or its outcome at every commit.
create unique index money_event_outcome_entry_once on finance.money_event_outcome (entry_id);
