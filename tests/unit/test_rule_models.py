"""The macro `rule_models`, which `python -m tests.unit.test_rule_models` writes from the files there are.

dbt must know at parse time which models another one refers to, and cannot list files.
"""

from pipelines.paths import PROJECT_DIR

MACRO = PROJECT_DIR / "dbt_project" / "macros" / "rule_models.sql"


def expected_macro() -> str:
    names = sorted(path.stem for path in (PROJECT_DIR / "models" / "rules").rglob("rule_*.sql"))
    lines = "".join(f'        "{name}",\n' for name in names)
    return (
        "{#- The rule models. Written by `make docs`: dbt cannot list the files of models/rules itself. -#}\n"
        f"{{% macro rule_models() -%}}\n    {{{{ return([\n{lines}    ]) }}}}\n{{%- endmacro %}}\n"
    )


def test_the_macro_names_every_rule_model() -> None:
    assert MACRO.read_text() == expected_macro()


if __name__ == "__main__":
    MACRO.write_text(expected_macro())
