-- Each change since is undone by a later one, or undoes one of them.
select not exists (
    select from inventory.data_generation g
    where g.generation > @generation
      and coalesce(g.takes_back, 0) <= @generation
      and not exists (select from inventory.data_generation u where u.takes_back = g.generation))
