"""Words and flags as each tool reads them, and what it says of what it cannot read."""

import pytest

from k8s_svc_trainer.lab.options import BadUsage, Flag, Manners, Takes, parse

FLAGS = (
    Flag("namespace", "n", Takes.TEXT),
    Flag("all", "A"),
    Flag("stdin", "i"),
    Flag("replicas", "", Takes.NUMBER),
    Flag("filename", "f", Takes.LIST),
    Flag("env", "e", Takes.EACH),
    Flag("timeout", "", Takes.DURATION),
    Flag("dry-run", "", Takes.TEXT, implied="unchanged"),
    Flag("lines", "l", Takes.NUMBER, digits=True),
)


@pytest.mark.parametrize(
    ("args", "words", "values", "rest"),
    [
        pytest.param("get svc", ("get", "svc"), {}, None, id="words alone"),
        pytest.param("a -n shop b", ("a", "b"), {"namespace": ("shop",)}, None, id="a short flag and its value"),
        pytest.param("-nshop", (), {"namespace": ("shop",)}, None, id="a value that touches"),
        pytest.param("-n=shop", (), {"namespace": ("shop",)}, None, id="a value behind ="),
        pytest.param("--namespace=shop --namespace b", (), {"namespace": ("b",)}, None, id="the last of two counts"),
        pytest.param("-Ai", (), {"all": ("true",), "stdin": ("true",)}, None, id="short flags together"),
        pytest.param("-Ain x", (), {"all": ("true",), "stdin": ("true",), "namespace": ("x",)}, None, id="the last one takes the value"),
        pytest.param("--all=false", (), {"all": ("false",)}, None, id="a switch that is off"),
        pytest.param("-f a,b -f c", (), {"filename": ("a", "b", "c")}, None, id="lists are added up"),
        pytest.param("-e a=b,c -e d=e", (), {"env": ("a=b,c", "d=e")}, None, id="each mention is one"),
        pytest.param("-n --all", (), {"namespace": ("--all",)}, None, id="a value may look like a flag"),
        pytest.param("a -- b -n c", ("a",), {}, ("b", "-n", "c"), id="behind -- there are no flags"),
        pytest.param("a -- ", ("a",), {}, (), id="-- alone"),
        pytest.param("--dry-run x", ("x",), {"dry-run": ("unchanged",)}, None, id="a value that may be left out"),
        pytest.param("--dry-run=client", (), {"dry-run": ("client",)}, None, id="a value that may be written"),
        pytest.param("--timeout=1h2m3.5s", (), {"timeout": ("1h2m3.5s",)}, None, id="a duration"),
        pytest.param("- -f -", ("-",), {"filename": ("-",)}, None, id="a hyphen alone is a word"),
    ],
)
def test_kubectl_reads(args, words, values, rest):
    parsed = parse(tuple(args.split()), FLAGS)
    assert (parsed.words, dict(parsed.values), parsed.rest) == (words, values, rest)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param("--foo", "unknown flag: --foo", id="an unknown flag"),
        pytest.param("-z", "unknown shorthand flag: 'z' in -z", id="an unknown short flag"),
        pytest.param("-Az", "unknown shorthand flag: 'z' in -Az", id="an unknown one among others"),
        pytest.param("--namespace", "flag needs an argument: --namespace", id="a value is missing"),
        pytest.param("-An", "flag needs an argument: 'n' in -An", id="a short flag's value is missing"),
        pytest.param("--=x", "bad flag syntax: --=x", id="no name"),
        pytest.param(
            "--all=x", 'invalid argument "x" for "-A, --all" flag: strconv.ParseBool: parsing "x": invalid syntax', id="no switch"
        ),
        pytest.param(
            "--replicas=x", 'invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax', id="no number"
        ),
        pytest.param("--timeout=5", 'invalid argument "5" for "--timeout" flag: time: invalid duration "5"', id="no duration"),
    ],
)
def test_kubectl_refuses(args, message):
    with pytest.raises(BadUsage) as refused:
        parse(tuple(args.split()), FLAGS)
    assert str(refused.value) == message


GREP = (
    Flag("ignore-case", "i"),
    Flag("invert-match", "v"),
    Flag("context", "C", Takes.NUMBER, digits=True),
    Flag("color", "", Takes.TEXT, implied="auto"),
)


@pytest.mark.parametrize(
    ("args", "words", "values"),
    [
        pytest.param("-iv x", ("x",), {"ignore-case": ("true",), "invert-match": ("true",)}, id="short flags together"),
        pytest.param("-C3 x", ("x",), {"context": ("3",)}, id="a value that touches"),
        pytest.param("-5 x", ("x",), {"context": ("5",)}, id="a number alone"),
        pytest.param("--inv x", ("x",), {"invert-match": ("true",)}, id="the beginning of a long flag"),
        pytest.param("--context 2", (), {"context": ("2",)}, id="a long flag and its value"),
        pytest.param("--color x", ("x",), {"color": ("auto",)}, id="a value that is left out"),
    ],
)
def test_getopt_reads(args, words, values):
    parsed = parse(tuple(args.split()), GREP, manners=Manners.GETOPT)
    assert (parsed.words, dict(parsed.values)) == (words, values)


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param("--i", "option '--i' is ambiguous; possibilities: '--ignore-case' '--invert-match'", id="two flags begin so"),
        pytest.param("--zz", "unrecognized option '--zz'", id="an unknown flag"),
        pytest.param("-z", "invalid option -- 'z'", id="an unknown short flag"),
        pytest.param("-C", "option requires an argument -- 'C'", id="a short flag's value is missing"),
        pytest.param("--context", "option '--context' requires an argument", id="a value is missing"),
        pytest.param("--ignore-case=1", "option '--ignore-case' doesn't allow an argument", id="a value too many"),
        pytest.param("-C x", "invalid number 'x'", id="no number"),
    ],
)
def test_getopt_refuses(args, message):
    with pytest.raises(BadUsage) as refused:
        parse(tuple(args.split()), GREP, manners=Manners.GETOPT)
    assert str(refused.value) == message


CURL = (Flag("silent", "s"), Flag("output", "o", Takes.TEXT), Flag("max-time", "m", Takes.NUMBER))


def test_curl_reads_clusters_and_words():
    parsed = parse(("-so", "/dev/null", "-m5", "http://web", "--max-time=6"), CURL, manners=Manners.CURL)
    assert (parsed.words, dict(parsed.values)) == (
        ("http://web",),
        {"silent": ("true",), "output": ("/dev/null",), "max-time": ("5", "6")},
    )


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param("--silent=5", "option --silent: had unsupported trailing garbage", id="a value too many"),
        pytest.param("--foo=5", "option --foo=5: is unknown", id="an unknown flag"),
        pytest.param("-q", "option -q: is unknown", id="an unknown short flag"),
        pytest.param("-o", "option -o: requires parameter", id="a value is missing"),
        pytest.param("-m x", "option -m: expected a proper numerical parameter", id="no number"),
    ],
)
def test_curl_refuses(args, message):
    with pytest.raises(BadUsage) as refused:
        parse(tuple(args.split()), CURL, manners=Manners.CURL)
    assert str(refused.value) == message


def test_a_command_may_read_its_words_itself():
    assert parse(("-type=srv", "web"), (), manners=Manners.RAW).words == ("-type=srv", "web")


def test_flags_may_end_at_the_first_word():
    parsed = parse(("-i", "node-1", "-z"), (Flag("i", "i"),), manners=Manners.GETOPT, interspersed=False)
    assert parsed.words == ("node-1", "-z")
