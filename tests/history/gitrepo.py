"""A repository with fixed dates and people, and what git itself says of its history."""
import os
import shutil
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))


class Repo:
    """Commits get one minute each from a fixed start, so that every machine makes the same."""

    def __init__(self, path, prefix=""):
        self.path = path
        self.site = os.path.join(path, prefix) if prefix else path
        self.clock = 1767226800  # 2026-01-01 08:20 in UTC+8
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": path, "LC_ALL": "C.UTF-8", "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_AUTHOR_NAME": "承办人", "GIT_AUTHOR_EMAIL": "p-03@test.example",
            "GIT_COMMITTER_NAME": "系统", "GIT_COMMITTER_EMAIL": "robot@test.example", "GIT_EDITOR": "true",
        }
        os.makedirs(self.site)
        self.git("init", "-q", "-b", "main")
        self.git("config", "core.ignorecase", "false")

    def git(self, *words, stdin=None, check=True, date=None):
        stamp = f"@{self.clock if date is None else date} +0800"
        environment = {**self.environment, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
        done = subprocess.run(["git", *words], cwd=self.path, env=environment, input=stdin, capture_output=True,
                              check=False)
        if check and done.returncode:
            raise RuntimeError(f"git {' '.join(words)}: {done.stderr.decode()}")
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def base(self):
        """The base site of the golden cases, with the regulation in force."""
        shutil.copytree(os.path.join(ROOT, "tests/golden/base"), self.site, dirs_exist_ok=True)
        shutil.copytree(os.path.join(ROOT, "content/regulation"), os.path.join(self.site, "content/regulation"), dirs_exist_ok=True)
        return self.commit("base")

    def commit(self, message="change", *words, date=None, stage=True):
        self.clock += 60
        if stage:
            self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message, *words, date=date)
        return self.git("rev-parse", "HEAD")

    def write(self, path, text):
        full = os.path.join(self.site, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, "wb") as file:
            file.write(text if isinstance(text, bytes) else text.encode())

    def page(self, path, name, body="正文。", title="说明"):
        """A page with that id at content/pages/<path>."""
        self.write(f"content/pages/{path}", f"---\nid: {name}\ntitle: {title}\nstatus: 已发布\nowner: office\n"
                   f"dates: {{published: 2026-01-15}}\n---\n\n{body}\n")

    def remove(self, path):
        os.unlink(os.path.join(self.site, path))

    def move(self, old, new):
        os.makedirs(os.path.dirname(os.path.join(self.site, new)), exist_ok=True)
        os.rename(os.path.join(self.site, old), os.path.join(self.site, new))

    def switch(self, name, at=None):
        self.git("checkout", "-q", *(["-B", name, at] if at else [name]))

    def branch(self, name, at="HEAD"):
        self.git("checkout", "-q", "-b", name, at)

    def merge(self, *names, strategy=None):
        """A merge that may stop: the caller then settles it and commits."""
        self.clock += 60
        words = ["-s", strategy] if strategy else []
        self.git("merge", "-q", "--no-ff", "--no-edit", *words, *names, check=False)


# --- what git says ---------------------------------------------------------------

def records(repo, head="HEAD"):
    """Every (commit, path, parents' blobs, blob) that differs from all parents, by git itself."""
    out = subprocess.run(["git", "log", "--format=%x01%H", "--raw", "-c", "--no-renames", "--no-abbrev", "-z", head],
                         cwd=repo.path, env=repo.environment, capture_output=True, check=True).stdout
    found = []
    for chunk in out.split(b"\x01")[1:]:
        commit, _, rest = chunk.partition(b"\x00")
        commit = commit.decode().strip()
        fields = [field.lstrip(b"\n") for field in rest.split(b"\x00")]
        while fields and not fields[0].startswith(b":"):
            fields.pop(0)
        for meta, path in zip(fields[0::2], fields[1::2]):
            if not meta:
                break
            parents = len(meta) - len(meta.lstrip(b":"))
            words = meta.decode().lstrip(":").split()
            modes, blobs = words[:parents + 1], words[parents + 1:2 * parents + 2]
            found.append((commit, path, list(zip(modes, blobs))[:-1], (modes[-1], blobs[-1])))
    return found


def ids_of_blobs(repo, blobs):
    """The `id` in the front matter of every blob, or None."""
    blobs = sorted(blobs)
    out = subprocess.run(["git", "cat-file", "--batch"], cwd=repo.path, input="\n".join(blobs).encode(),
                         capture_output=True, check=True).stdout
    ids = {}
    for blob in blobs:
        header, _, out = out.partition(b"\n")
        size = int(header.split()[-1])
        text, out = out[:size], out[size + 1:]
        ids[blob] = front_matter_id(text)
    return ids


def front_matter_id(text):
    try:
        lines = text.decode("utf-8").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        return None
    if lines[0] == "---":
        lines = lines[1:lines.index("---", 1)] if "---" in lines[1:] else []
    for line in lines:
        if line.startswith("id: "):
            return line[4:].strip()
    return None


FOLDERS = ("documents", "info", "matters", "interpretations", "decisions", "applications", "messages", "responses",
           "meetings", "assessments", "findings", "accountability", "enterprises", "press", "changes", "reports",
           "guides", "columns", "pages", "organs")
NOTHING = "0" * 40


def is_item(path, prefix):
    path = path.decode("utf-8", "surrogateescape")
    if prefix:
        if not path.startswith(prefix + "/"):
            return False
        path = path[len(prefix) + 1:]
    parts = path.split("/")
    return (len(parts) > 2 and parts[0] == "content" and parts[1] in FOLDERS and path.endswith((".md", ".yaml"))
            and not any(part.startswith(".") for part in parts) and parts[-1] != "README.md")


def expected(repo, prefix="", head="HEAD"):
    """{id: {commits}} as git's own records say, items followed by the id in each version."""
    found = [r for r in records(repo, head) if is_item(r[1], prefix)]
    found = [r for r in found if any(mode.startswith("100") for mode, _ in [*r[2], r[3]])]
    order = {c: i for i, c in enumerate(git_order(repo, head))}
    blobs = {blob for _, _, old, new in found for mode, blob in [*old, new]
             if blob != NOTHING and mode.startswith("100")}
    ids = ids_of_blobs(repo, blobs)
    by_path = {}
    for record in found:
        by_path.setdefault(record[1], []).append(record)
    result = {}
    for rows in by_path.values():
        rows.sort(key=lambda row: order[row[0]])
        known = [(first_id(ids, row[2]), ids.get(row[3][1])) for row in rows]
        for i, (commit, _, olds, new) in enumerate(rows):
            before = any(blob != NOTHING for _, blob in olds)
            after = new[1] != NOTHING
            old_id, new_id = known[i]
            near = neighbour(known, i)
            if before and not old_id:
                old_id = new_id or near
            if after and not new_id:
                new_id = old_id or near
            for name in {old_id if before else None, new_id if after else None} - {None}:
                result.setdefault(name, set()).add(commit)
    return result


def first_id(ids, olds):
    for _, blob in olds:
        if blob != NOTHING:
            return ids.get(blob)
    return None


def neighbour(known, at):
    for old, new in reversed(known[:at + 1]):
        if new or old:
            return new or old
    for _, new in known[at + 1:]:
        if new:
            return new
    return None


def graph(repo, head="HEAD"):
    """{commit: (time, parents)}"""
    lines = [line.split("|") for line in repo.git("log", "--format=%H|%ct|%P", head).splitlines()]
    return {commit: (int(time or 0), parents.split()) for commit, time, parents in lines}


def git_order(repo, head="HEAD"):
    """Parents before children, by corrected date, then id: the one order that is the graph's own."""
    commits = graph(repo, head)
    corrected = {}
    for commit in reversed(repo.git("rev-list", "--topo-order", head).split()):
        time, parents = commits[commit]
        corrected[commit] = max([time, 0] + [corrected[p] + 1 for p in parents])
    return sorted(corrected, key=lambda c: (corrected[c], c))


def landings(repo, head="HEAD"):
    """{commit: the oldest commit of the first-parent line that contains it}"""
    commits = graph(repo, head)
    line = repo.git("rev-list", "--first-parent", "--reverse", head).split()
    landed = {}
    for landing in line:
        stack = [landing]
        while stack:
            commit = stack.pop()
            if commit not in landed:
                landed[commit] = landing
                stack.extend(commits[commit][1])
    return landed
