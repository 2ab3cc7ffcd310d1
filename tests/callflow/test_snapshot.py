"""A call is taken up and explained by the policy under which it began (`callflow/snapshot.py`)."""

from dataclasses import replace

from callflow.snapshot import decode_policy, encode_policy, policy_id_of
from config import load
from config.loading import DEFAULTS
from config.policies import call_policy
from tests.support.site import CALL_POLICY


def test_policy_of_the_reference_settings_comes_back_whole() -> None:
    policy = call_policy(load(DEFAULTS, {}))
    assert decode_policy(encode_policy(policy)) == policy


def test_same_policy_has_the_same_name_and_a_changed_one_another() -> None:
    same = replace(CALL_POLICY)
    changed = replace(CALL_POLICY, short_abandon_s=CALL_POLICY.short_abandon_s + 1)
    assert policy_id_of(encode_policy(same)) == policy_id_of(encode_policy(CALL_POLICY))
    assert policy_id_of(encode_policy(changed)) != policy_id_of(encode_policy(CALL_POLICY))


def test_text_of_another_version_is_told_from_a_policy() -> None:
    assert decode_policy(b'{"services": {}, "rungs": []}') is None
