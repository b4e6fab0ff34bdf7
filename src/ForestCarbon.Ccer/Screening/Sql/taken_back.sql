-- The generation that took something away of what a screening began with; null where all of it is there. Undone evidence takes its layers
-- along, and a later import may get their numbers.
select min(g.generation)
from inventory.data_generation_v g
where g.generation > @Generation
  and (g.takes_back <= @Generation
       or cardinality(@layers::int[]) > (select count(*) from inventory.evidence_layer_v l
                                         where l.evidence_layer_id = any (@layers) and (l.import_id = any (inventory.imports_after(@Generation))) is not true))
