from projects.models.project import Funder, Project, ProjectLine, Site, Stage

__all__ = ["Funder", "Project", "ProjectLine", "Site", "Stage"]
