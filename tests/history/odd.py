"""Repositories that are odd in one way each. A function a repository; it returns nothing, or
the folder of the site below the repository."""
import os
import subprocess


def linear(r):
    r.page("a1.md", "a1")
    r.page("a2.md", "a2")
    r.commit()
    for body in "甲乙丙":
        r.page("a1.md", "a1", body)
        r.commit()


def octopus(r):
    for name in ("a1", "a2", "a3", "a4"):
        r.page(f"{name}.md", name)
    r.commit()
    for name in ("a1", "a2", "a3"):
        r.branch(f"side-{name}", "main")
        r.page(f"{name}.md", name, f"在分支上改 {name}")
        r.commit()
    r.switch("main")
    r.page("a4.md", "a4", "主线")
    r.commit()
    r.merge("side-a1", "side-a2", "side-a3")
    # a second one, which slips a change in
    for name in ("a1", "a2"):
        r.branch(f"again-{name}", "main")
        r.page(f"{name}.md", name, f"再改 {name}")
        r.commit()
    r.switch("main")
    r.merge("again-a1", "again-a2")
    r.page("a3.md", "a3", "合并时夹带")
    r.commit("evil", "--amend")


def criss_cross(r):
    r.page("a1.md", "a1", "\n\n".join("一二三四五六七八"))
    r.commit()
    r.branch("left")
    r.page("a1.md", "a1", "\n\n".join("左二三四五六七八"))
    left = r.commit()
    r.switch("main")
    r.page("a1.md", "a1", "\n\n".join("一二三四五六七右"))
    right = r.commit()
    r.merge(left)
    r.switch("left")
    r.merge(right)
    r.page("a1.md", "a1", "\n\n".join("左二三四五六七右") + "\n\n左又改")
    r.commit()
    r.switch("main")
    r.page("a1.md", "a1", "主又改\n\n" + "\n\n".join("左二三四五六七右"))
    r.commit()
    r.merge("left")
    r.page("a1.md", "a1", "合并的结果")
    r.commit()


def empty_commits(r):
    r.commit("nothing")
    r.page("a1.md", "a1")
    r.commit()
    r.commit("nothing")
    r.commit("nothing again")
    r.page("a1.md", "a1", "改")
    r.commit()


def rename_chain(r):
    r.page("a.md", "a1")
    r.page("z.md", "z1")
    r.commit()
    for old, new in (("a.md", "2024/b.md"), ("2024/b.md", "2025/深/c.md"), ("2025/深/c.md", "d.md"), ("d.md", "a.md")):
        r.move(f"content/pages/{old}", f"content/pages/{new}")
        r.commit()
        r.page(new, "a1", f"在 {new}")
        r.commit()
    # moved and rewritten at once, into another type's folder and back
    r.remove("content/pages/a.md")
    r.page("../organs/a.md", "a1", "全部重写" * 40)
    r.commit()
    r.move("content/organs/a.md", "content/pages/a.md")
    r.commit()


def case_renames(r):
    r.page("Notice.md", "a1")
    r.commit()
    r.move("content/pages/Notice.md", "content/pages/notice.md")
    r.commit()
    r.move("content/pages/notice.md", "content/pages/NOTICE.md")
    r.page("NOTICE.md", "a1", "改")
    r.commit()


def chinese_names(r):
    r.page("公开目录/第一批（试行）.md", "a1")
    r.page("“引号”与 空格\t制表.md", "a2")
    r.page("\\反斜杠'和\"双引号\".md", "a3")
    r.commit()
    r.move("content/pages/公开目录", "content/pages/目录 2026")
    r.commit()
    r.page("目录 2026/第一批（试行）.md", "a1", "改")
    r.page("“引号”与 空格\t制表.md", "a2", "改")
    r.commit()
    r.write("content/pages/不是utf8\udcff.md".encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape"),
            "---\nid: a4\ntitle: 名\nstatus: 草稿\n---\n")
    r.commit()


def file_and_folder(r):
    r.page("plan.md", "a1")
    r.page("plan.md.d/x.md", "a2")
    r.commit()
    r.remove("content/pages/plan.md")
    r.page("plan.md/inner.md", "a1", "现在是文件夹")
    r.commit()
    r.remove("content/pages/plan.md/inner.md")
    os.rmdir(os.path.join(r.site, "content/pages/plan.md"))
    r.page("plan.md", "a3", "又是文件")
    r.commit()
    r.page("plan.md", "a1", "标识也回来了")
    r.commit()


def unordered_dates(r):
    r.page("a1.md", "a1")
    r.commit(date=1800000000)
    for date in (1, 1700000000, 1900000000, 1000000000, 1800000000, 1800000000):
        r.page("a1.md", "a1", f"在 {date} {r.clock}")
        r.commit(date=date)
    r.branch("side", "main~3")
    r.page("a2.md", "a2")
    r.commit(date=1600000000)
    r.switch("main")
    r.merge("side")


def two_roots(r):
    r.page("a1.md", "a1")
    r.commit()
    r.git("checkout", "-q", "--orphan", "other")
    r.git("rm", "-rfq", ".")
    r.page("b1.md", "b1", "另一个根")
    r.commit("other root")
    r.page("b1.md", "b1", "另一个根，改")
    r.commit()
    r.switch("main")
    r.git("merge", "-q", "--no-ff", "--no-edit", "--allow-unrelated-histories", "other")
    r.page("b1.md", "b1", "合并以后")
    r.commit()


def merges(r):
    """The table of merge semantics: ours, evil, cherry-pick, conflict, renamed on one side."""
    for name in ("clean", "ours", "pick", "conf", "ren"):
        r.page(f"{name}.md", name + "-1", "\n\n".join("一二三四五六"))
    r.page("evil.md", "evil-1")
    r.commit()
    r.branch("side")
    for name in ("clean", "ours", "pick", "conf", "ren"):
        r.page(f"{name}.md", name + "-1", "\n\n".join("一二三四五六") + "\n\n" + ("同样" if name == "pick" else "分支"))
        r.commit()
    r.switch("main")
    r.page("pick.md", "pick-1", "\n\n".join("一二三四五六") + "\n\n同样")
    r.commit()
    r.page("conf.md", "conf-1", "\n\n".join("一二三四五六") + "\n\n主线")
    r.commit()
    r.move("content/pages/ren.md", "content/pages/moved/ren.md")
    r.page("moved/ren.md", "ren-1", "主线\n\n" + "\n\n".join("一二三四五六"))
    r.commit()
    r.merge("side")
    r.page("ours.md", "ours-1", "\n\n".join("一二三四五六"))
    r.page("evil.md", "evil-1", "合并时夹带")
    r.page("conf.md", "conf-1", "第三种")
    r.page("moved/ren.md", "ren-1", "主线\n\n" + "\n\n".join("一二三四五六") + "\n\n分支")
    if os.path.exists(os.path.join(r.site, "content/pages/ren.md")):
        r.remove("content/pages/ren.md")
    r.commit("merge")
    r.branch("dropped")
    r.page("clean.md", "clean-1", "不会采纳")
    r.commit()
    r.switch("main")
    r.merge("dropped", strategy="ours")


def swapped(r):
    r.page("a.md", "a1", "甲")
    r.page("b.md", "b1", "乙")
    r.commit()
    r.page("a.md", "b1", "乙")
    r.page("b.md", "a1", "甲")
    r.commit("two files exchanged")
    r.page("a.md", "b1", "乙，改")
    r.commit()


def broken_versions(r):
    r.write("content/pages/x.md", "没有 front matter\n")
    r.commit()
    r.page("x.md", "a1")
    r.commit()
    r.write("content/pages/x.md", "---\nid: a1\ntitle: [断\n")
    r.commit()
    r.write("content/pages/x.md", b"---\nid: a1\n\xff\xfe\n---\n")
    r.commit()
    r.page("x.md", "a1", "好了")
    r.commit()


def deleted_and_back(r):
    r.page("a1.md", "a1")
    r.page("a2.md", "a2")
    r.commit()
    r.remove("content/pages/a1.md")
    r.commit()
    r.page("elsewhere/a1.md", "a1", "回来")
    r.commit()
    r.remove("content/pages/a2.md")
    r.commit()


def modes(r):
    r.page("a1.md", "a1")
    r.page("a2.md", "a2")
    r.commit()
    os.chmod(os.path.join(r.site, "content/pages/a1.md"), 0o755)
    r.commit("mode only")
    r.remove("content/pages/a2.md")
    os.symlink("a1.md", os.path.join(r.site, "content/pages/a2.md"))
    r.commit("a link instead")
    r.remove("content/pages/a2.md")
    r.page("a2.md", "a2")
    r.commit()
    # a module, without one to clone
    r.git("update-index", "--add", "--cacheinfo", "160000," + r.git("rev-parse", "HEAD") + ",content/pages/module")
    r.commit("module", stage=False)
    r.page("a1.md", "a1", "改")
    r.git("add", "content/pages/a1.md")
    r.commit(stage=False)


def in_a_subfolder(r):
    r.page("a1.md", "a1")
    r.commit()
    with open(os.path.join(r.path, "elsewhere"), "w", encoding="utf-8") as file:
        file.write("不属于站点\n")
    r.commit()
    os.makedirs(os.path.join(r.path, "content/pages"))
    with open(os.path.join(r.path, "content/pages/other.md"), "w", encoding="utf-8") as file:
        file.write("---\nid: not-mine\n---\n")
    r.commit("another content, above")
    r.page("a1.md", "a1", "改")
    r.commit()


in_a_subfolder.prefix = "office/站点"


def two_files_of_one_item(r):
    r.page("a.md", "a1")
    r.commit()
    r.page("copy.md", "a1", "抄了一份，忘了改标识")
    r.commit()
    r.page("copy.md", "a2", "改了标识")
    r.commit()
    r.page("a.md", "a1", "改")
    r.commit()


def foxtrot(r):
    """main merged into a topic, then main moved to it: the first-parent line changes sides."""
    r.page("a1.md", "a1")
    r.commit()
    r.branch("topic")
    r.page("a2.md", "a2")
    r.commit()
    r.switch("main")
    r.page("a1.md", "a1", "主线改")
    r.commit()
    r.switch("topic")
    r.merge("main")
    r.page("a2.md", "a2", "改")
    r.commit()
    r.switch("main", "topic")


def encodings(r):
    r.page("a1.md", "a1")
    r.git("config", "i18n.commitEncoding", "GBK")
    r.git("add", "-A")
    r.clock += 60
    r.git("commit", "-q", "-F", "-", stdin="改\n\nDisclosure-Note: 更正了电话\n".encode("gbk"))
    r.git("config", "--unset", "i18n.commitEncoding")
    r.page("a1.md", "a1", "改")
    r.commit("改\n\n公开说明：补充附件\n Reviewed-by: x")


def malformed_dates(r):
    """Commits that libgit2's own walk trips over: a negative date, one that is no number."""
    r.page("a1.md", "a1")
    r.commit()
    for stamp in ("-62135596800 +0000", "99999999999999999999 +0800"):
        r.page("a1.md", "a1", f"日期 {stamp}")
        r.git("add", "-A")
        tree, parent = r.git("write-tree"), r.git("rev-parse", "HEAD")
        text = (f"tree {tree}\nparent {parent}\nauthor x <x@test.example> {stamp}\n"
                f"committer x <x@test.example> {stamp}\n\nodd\n")
        made = r.git("hash-object", "-t", "commit", "-w", "--stdin", "--literally", stdin=text.encode())
        r.git("reset", "-q", "--hard", made)
    r.page("a1.md", "a1", "正常")
    r.commit()


# git itself shows such dates as it likes; the graph is what is compared
malformed_dates.skip_order = True


def linked_worktree(r):
    r.page("a1.md", "a1")
    r.commit()
    r.git("config", "extensions.worktreeConfig", "true")
    other = r.path + "-linked"
    r.git("worktree", "add", "-q", "-b", "other", other)
    r.path = r.site = other
    r.page("a1.md", "a1", "在另一个工作区")
    r.commit()


def packed(r):
    for i in range(30):
        r.page(f"{i % 5}/a{i}.md", f"a{i}", "内容" * i)
        r.commit()
        r.page(f"{i % 5}/a{i // 2}.md", f"a{i // 2}", "改" * i)
        r.commit()
    r.git("gc", "-q", "--aggressive", "--prune=now")
    r.git("commit-graph", "write", "--reachable")


def alternates(r):
    r.page("a1.md", "a1")
    r.commit()
    other = r.path + "-shared"
    subprocess.run(["git", "clone", "-q", "--shared", r.path, other], check=True, env=r.environment)
    r.path = r.site = other
    r.page("a1.md", "a1", "在共享对象的克隆里")
    r.commit()


ALL = [linear, octopus, criss_cross, empty_commits, rename_chain, case_renames, chinese_names, file_and_folder,
       unordered_dates, two_roots, merges, swapped, broken_versions, deleted_and_back, modes, in_a_subfolder,
       two_files_of_one_item, foxtrot, encodings, malformed_dates, linked_worktree, packed, alternates]
