"""Whatever people do in whatever order: states are legal, histories whole, nobody sees what is not theirs."""

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.casework.any_sequence import AnySequence
from tests.world import Prepared, World


def test_any_sequence_of_actions_leaves_the_department_sound(world: World, prepared: Prepared) -> None:
    """Each example works in a world of its own, beside the one that is here for where it is."""

    class Here(AnySequence):
        pass

    Here.prepared, Here.folder = prepared, world.folder
    # To shrink forty steps takes longer than to read them.
    phases = [phase for phase in Phase if phase is not Phase.shrink]
    run_state_machine_as_test(Here, settings=settings(max_examples=20, stateful_step_count=40, phases=phases))
