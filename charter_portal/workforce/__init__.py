"""A service's own peer workforce: posts, the pathways of people, and the barriers they meet. Above barriers.

Owns: RoleProfile, Post and its versions, Person and Milestone, who may look, and the barrier log. It is the
narrowest circle in the house. People are codes that only their organisation can resolve: there is no field
for a name, an offence, a diagnosis, care status or a date of birth, and none may be added.
"""
