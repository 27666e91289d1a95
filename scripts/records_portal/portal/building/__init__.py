"""How pages become a site: shells, engine, links, publication, and what is taken over from the site before."""
