"""What happens to computers in a story: they come, go, are restored, copied, retired; people are
erased; and files are carried late, twice, or by those who are no longer heard."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

from tests.sync.world import Known, Post, World, person
from vaetvient.storage import backups
from vaetvient.sync import compaction, erasure, identity, network, visits
from vaetvient.sync.merge import waiting_headers

_MOST_POSTS = 5
_FEWEST_POSTS = 3
_REFUSALS = {"removed_signer", "clock_ahead", "not_for_us", "unknown_signer"}
"""Why a whole file may be refused in a story: never for what it holds."""


@dataclass
class Erased:
    """Somebody who was erased, and the names of the changes that say so."""

    member: bytes
    names: Known

    def is_known_to(self, post: Post) -> bool:
        """Whether a post heard of it."""
        known = post.known()
        return any(known.get(author, 0) >= last for author, last in self.names.items())


@dataclass
class Image:
    """A disk as it was."""

    files: dict[Path, bytes]
    heard: set[bytes]
    """The sites that were known then."""
    given: int
    """How many exchange files there were."""


@dataclass
class Upheavals:
    """The computers of a story and what befalls them."""

    world: World
    choose: random.Random
    twins: list[Post] = field(default_factory=list)
    gone: list[Post] = field(default_factory=list)
    """Those that were removed; their owners may still write."""
    copies: dict[str, Path] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)
    erased: list[Erased] = field(default_factory=list)

    @property
    def actions(self) -> list[Callable[[Post], Any]]:
        """What may happen at a post."""
        return [
            self.meet,
            self.meet,
            self.meet,
            self.late_file,
            self.look,
            self.look,
            self.image,
            self.put_image_back,
            self.admit,
            self.replace,
            self.remove,
            self.word_of_the_removed,
            self.back_up,
            self.restore,
            self.copy,
            self.retire,
            self.erase,
        ]

    # ---- files ---------------------------------------------------------------------------------

    def meet(self, post: Post) -> None:
        """Hear another by a real file, and let it know first what is lacking here."""
        giver = self.choose.choice(self.world.posts)
        if giver.folder != post.folder:
            self.carry(post, giver)
            self.carry(giver, post)

    def carry(self, giver: Post, taker: Post) -> list[str]:
        """One file from one to another; why it was refused."""
        self.files.append(giver.give(self.world.folder))
        return self.deliver(self.files[-1], taker)

    def deliver(self, file: Path, taker: Post) -> list[str]:
        """A file is taken in, or refused for a reason that is none of its content."""
        codes = [error.code for _name, error in taker.receive(file).refused]
        assert set(codes) <= _REFUSALS, codes
        return codes

    def late_file(self, post: Post) -> None:
        """An old file turns up again."""
        if self.files:
            self.deliver(self.choose.choice(self.files), post)

    def look(self, post: Post) -> None:
        """Visit the folder that all share: take in what is there, and leave what others lack."""
        if post in self.twins:
            return  # it has the other's name there
        shared = self.world.folder / "partage"
        shared.mkdir(exist_ok=True)
        with mock.patch.object(visits, "_SETTLING", 0.0):
            visit = visits.visit(post.site, shared)
        post.refresh()
        assert visit.fault is None
        assert {error.code for _name, error in visit.refused} <= _REFUSALS, visit.refused

    # ---- who belongs ---------------------------------------------------------------------------

    def admit(self, post: Post) -> None:
        """Another computer, of this office or of a new one."""
        if len(self.world.posts) < _MOST_POSTS and post not in self.twins:
            same = post if self.choose.random() < 0.5 else None
            self.world.post(f"neuf{next(self.world.count)}", same, host=post)

    def replace(self, post: Post) -> None:
        """A computer is lost; another of its office admits the new one and removes it."""
        others = [p for p in self._others(post) if p.desk.office_id == post.desk.office_id]
        if others and post not in self.twins:
            lost = self.choose.choice(others)
            self.world.post(f"neuf{next(self.world.count)}", post, host=post)
            self._remove(post, lost)

    def remove(self, post: Post) -> None:
        """A site is not heard any more."""
        if len(self.world.posts) > _FEWEST_POSTS and self.choose.random() < 0.5:
            self._remove(post, self.choose.choice(self._others(post)))

    def _others(self, post: Post) -> list[Post]:
        """Those that can leave while the first office keeps a computer."""
        mine = post.desk.site_id
        return [p for p in self.world.posts if p.desk.site_id != mine and p not in self.twins]

    def _remove(self, post: Post, lost: Post) -> None:
        stay = [p for p in self.world.posts if p.site.site != lost.site.site]
        if not self._hold_together(stay) or not self._offices_are_known(stay):
            return
        if post in self.twins and not any(self._know_each_other(post, other) for other in stay):
            return  # it could hand over to nobody what it has
        network.remove(post.site, lost.site.site.hex())
        for one in [p for p in self.world.posts if p.site.site == lost.site.site]:
            self.world.posts.remove(one)
            self.gone.append(one)
            if one in self.twins:
                self.twins.remove(one)

    def _hold_together(self, posts: Iterable[Post]) -> bool:
        """Whether all come to know of each other by each other's files, once twins have left."""
        stay = [post for post in posts if post not in self.twins]
        reached = [stay[0]]
        for one in reached:
            reached += [
                other
                for other in stay
                if other not in reached and self._know_each_other(one, other)
            ]
        return len(reached) == len(stay)

    def _offices_are_known(self, posts: Iterable[Post]) -> bool:
        """Whether each office is known by a computer of its own that stays: what the lost one
        never told of it is lost with it."""
        offices: dict[UUID, bool] = {}
        for post in posts:
            if post not in self.twins:
                mine = post.desk.office_id
                offices[mine] = offices.get(mine, False) or post.has_heard_of_its_office()
        return all(offices.values())

    def _know_each_other(self, one: Post, other: Post) -> bool:
        """Whether two computers, of which none is the other's copy, hear each other's files."""
        mine, theirs = one.site.site, other.site.site
        return mine != theirs and mine in other.roster() and theirs in one.roster()

    def word_of_the_removed(self, post: Post) -> None:
        """A site that was removed goes on writing; who knows does not listen."""
        if not self.gone:
            return
        lost = self.choose.choice(self.gone)
        members = post.roster()
        knows = lost.site.site in members and not members[lost.site.site].active
        before = post.known()
        codes = self.carry(lost, post)
        if knows:
            assert codes == ["removed_signer"]
            assert post.known() == before

    def retire(self, post: Post) -> None:
        """Somebody says not to wait for another."""
        others = self._others(post)
        if others:
            found = self.choose.choice(others).site.site
            if found in post.roster():
                compaction.retire(post.site, found.hex())

    # ---- databases -----------------------------------------------------------------------------

    def back_up(self, post: Post) -> None:
        """A copy is kept, of what has a name by now."""
        post.known()
        self.copies[post.name] = backups.make_copy(post.desk.database.path).path

    def restore(self, post: Post) -> None:
        """The copy is put back in place of what there is."""
        copy = self.copies.get(post.name)
        if copy is not None and copy.exists():
            path = post.desk.database.path
            post.close()
            backups.put_back(path, copy)
            post.reopen()

    def image(self, post: Post) -> None:
        """Its whole disk is kept as an image."""
        post.known()
        heard = set(post.roster())
        post.close()
        self.images[post.name] = Image(_files_of(post), heard, len(self.files))
        post.reopen()

    def put_image_back(self, post: Post) -> None:
        """The image is put back, and nothing here tells: a partner who knows more does; somebody
        types while its file is read, and before the next."""
        if post.name not in self.images or post in self.twins:
            return
        image = self.images[post.name]
        known = {a: last for a, last in post.known().items() if a[1] == post.site.site}
        others = [p for p in self.world.posts if self._know_each_other(post, p)]
        wise = [
            other
            for other in others
            if other not in self.twins
            and other.site.site in image.heard
            and known.items() <= other.known().items()
            and post.roster().items() <= other.roster().items()
        ]
        if not wise:
            return  # what nobody knows would be named again, and who belongs be forgotten
        del self.images[post.name]
        mark = f"-{post.site.keys.public.id.hex()[:8]}-"
        later = self.files[image.given :]
        self.files[image.given :] = [file for file in later if mark not in file.name]
        givers = [wise[0], *(p for p in others if p is not wise[0])]
        brought = [giver.give(self.world.folder) for giver in givers]
        self.files += brought
        post.close()
        for path in _files_of(post):
            path.write_bytes(image.files.get(path, b""))
        with mock.patch.object(identity, "_is_here", return_value=True):
            post.reopen()
            typed: set[str] = set()

            def typing(_done: int, _total: int, file: str) -> None:
                if file not in typed:
                    typed.add(file)
                    person(post.desk, file)

            for file in brought:
                visit = visits.take_in(post.site, [file], typing)
                assert {error.code for _name, error in visit.refused} <= _REFUSALS, visit.refused
        post.refresh()

    def copy(self, post: Post) -> None:
        """The whole folder on a second computer, where people go on too."""
        if len(self.world.posts) >= _MOST_POSTS or self.twins:
            return
        post.known()
        post.close()
        name = f"double{next(self.world.count)}"
        shutil.copytree(post.folder, self.world.folder / name)
        post.reopen()
        twin = Post.opened(self.world.folder / name, name, post.clock.now + timedelta(seconds=1))
        assert twin.site.epoch != post.site.epoch
        self.world.posts.append(twin)
        self.twins.append(twin)

    # ---- people --------------------------------------------------------------------------------

    def erase(self, post: Post) -> None:
        """Somebody asked to be forgotten."""
        office = post.desk.office_id.bytes
        rows = post.rows("SELECT id FROM member WHERE office_id = :o ORDER BY id", o=office)
        if not rows or self.choose.random() < 0.3:
            return
        (member,) = self.choose.choice(rows)
        before = post.known()
        erasure.erase(post.site, UUID(bytes=member))
        names = {a: last for a, last in post.known().items() if last > before.get(a, 0)}
        if names:
            self.erased.append(Erased(member, names))

    # ---- the end -------------------------------------------------------------------------------

    def everyone_hears_of_everything(self) -> None:
        """Clocks are set right, copied computers hand over what they have, and all files go round.

        Who was removed by one is then known to be by all.
        """
        latest = max(post.clock.now for post in self.world.posts)
        for post in self.world.posts:
            post.clock.now = latest
        by_folder = not self.twins and self.choose.random() < 0.5
        for _round in range(3):
            for giver in self.world.posts:
                if by_folder:
                    self.look(giver)
                    continue
                for taker in self.world.posts:
                    if taker.site.site != giver.site.site:
                        self.carry(giver, taker)
            for twin in self.twins:
                self.world.posts.remove(twin)
                self.gone.append(twin)
            self.twins.clear()

    def check(self) -> None:
        """The erased are nowhere; nothing waits for what somebody has."""
        for post in self.world.posts:
            for one in self.erased:
                if one.is_known_to(post):
                    left = post.rows("SELECT label FROM member WHERE id = :i", i=one.member)
                    assert all("mot" not in label for (label,) in left), left
        everything: Known = {}
        for post in self.world.posts:
            for author, last in post.known().items():
                everything[author] = max(last, everything.get(author, 0))
        for post in self.world.posts:
            with post.site.working() as work:
                waiting = list(waiting_headers(work.store))
            for header in waiting:
                own = (header.channel, header.name.site, header.name.epoch)
                lacked = {need[:3]: need.sequence for need in header.needs}
                lacked[own] = max(lacked.get(own, 0), header.name.sequence - 1)
                assert any(last > everything.get(author, 0) for author, last in lacked.items())


def _files_of(post: Post) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in post.folder.iterdir() if path.is_file()}
