insert into ccer.project_boundary (project_id, kind, source, selection_id, file_sha256, generation, area_m2, plots, set_by)
values (@projectId, @kind, @source, @selectionId, @fileSha256, (select coalesce(max(g.generation), 0) from inventory.data_generation_v g), @area, @plots, @by)
returning boundary_id
