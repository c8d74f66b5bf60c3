"""`beritaclean rules`: list the rules, show one, check their proof."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from beritaclean.rulebook import Rulebook, RuleError, load, read


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def rules() -> None:
    """Show and check the rules."""


def _load() -> Rulebook:
    try:
        return load()
    except RuleError as error:
        raise click.ClickException(str(error)) from None


@rules.command("list")
@click.option("--outlets", is_flag=True, help="List the outlets and their domains instead.")
@click.option("--family", help="Only the rules of one family.")
def list_rules(outlets: bool, family: str | None) -> None:
    """List all rules: id, family, scope, reason."""
    book = _load()
    if outlets:
        for outlet in book.outlets:
            count = sum(rule.outlet == outlet.key for rule in book.rules)
            click.echo(f"{outlet.key:16} {count:3} rules  {', '.join(outlet.domains)}")
        return
    for rule in (*book.rules, *book.regions):
        if family in (None, rule.family):
            click.echo(f"{rule.id:32} {rule.family:12} {rule.scope:7} {rule.reason}")


@rules.command()
@click.argument("rule_id", metavar="ID")
def show(rule_id: str) -> None:
    """Show one rule whole, with its examples."""
    book = _load()
    for rule in (*book.rules, *book.regions):
        if rule.id == rule_id:
            break
    else:
        raise click.UsageError(f"no rule is called {rule_id!r}: see `beritaclean rules list`")
    click.echo(f"{rule.id}\n  {rule.reason}\n")
    click.echo(f"  family   {rule.family}\n  scope    {rule.scope}\n  until    {rule.until}")
    click.echo(f"  outlet   {rule.outlet or 'every one'}\n  shapes   {', '.join(rule.shapes)}")
    for guard, value in rule.when.items():
        click.echo(f"  when     {guard} = {value!r}")
    if rule.triggers:
        click.echo(f"  triggers {', '.join(rule.triggers)}")
    if rule.audited:
        read, wrong, date = (rule.audited.get(key, "?") for key in ("read", "wrong", "date"))
        click.echo(f"  audited  {read} removals read on {date}, {wrong} wrong")
    click.echo(f"  pattern  {rule.pattern}" if rule.pattern else "  found by score: see rules/README.md, Full pages")
    for title, texts in (("removes", rule.removes), ("keeps", rule.keeps)):
        for text in texts:
            click.echo(f"  {title:8} {text!r}")


@rules.command()
@click.argument("path", nargs=-1, type=click.Path(path_type=Path, exists=True))
def check(path: tuple[Path, ...]) -> None:
    """Test every rule against its own examples, in the shapes of real text.

    PATH are rule files or folders of them; by default the rules that ship are checked.
    """
    from beritaclean.examples import complaints
    from beritaclean.limits import RunawayPattern

    try:
        if not path:
            found = load().rules
        else:
            files = [file for each in path for file in (sorted(each.rglob("*.toml")) if each.is_dir() else [each])]
            found = tuple(rule for file in files for rule in read(file, trusted=False, unfinished=True)[0])
        wrong = [complaint for rule in found for complaint in complaints(rule)]
    except (RuleError, RunawayPattern, OSError) as error:
        raise click.ClickException(str(error)) from None
    for complaint in wrong:
        click.echo(complaint, err=True)
    click.echo(f"{len(found)} rules, {len(wrong)} complaints")
    sys.exit(1 if wrong else 0)
