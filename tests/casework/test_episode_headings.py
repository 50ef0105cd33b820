"""Headings that say who the patient is, told from those of staff, wards and episodes."""

import pytest

from casework.episode_files.identifying_headings import kind_of_heading
from casework.episode_files.mapping import shipped

OF_PATIENTS = {
    "NHS number": """NHS Number|NHS No|NHSNumber|NHS_NO|nhs no.|NewNHSNo|NHSNumberMother|NHS|CHI number
        |NHS #""",
    "date of birth": """DOB|D.O.B.|Date of Birth|DateofBirth|PersonBirthDate|Birth date|Pt DOB
        |Year of birth""",
    "name": """Patient Name|PatientName|Name|Surname|Pt Surname|Forename(s)|First name|Full name|Patient
        |Mother's name|Next of kin|Name of patient|Known as""",
    "postcode": """Postcode|Post code|PostcodeOfUsualAddress|POST_CODE|GP postcode""",
    "address": """Address|Address line 1|Patient address|Addr1|Street""",
    "phone number": """Telephone|Mobile|Tel no|Patient phone|Contact number""",
    "e-mail address": """E-mail|Email address|Patient email""",
    "hospital number": """Hospital Number|Hosp No|MRN|LocalPatientIdentifier|Patient ID|Unit no
        |Casenote number|Case note no|PAS number|CRN|K number|District No.|Notes number|Patient Identifier""",
}
OTHERS = """Consultant name|Coder name|Ward name|Specialty name|Site name|Coder initials|Ward telephone
    |Spell number|Episode number|Case note location|NHSNumberStatusIndicator|Birth weight|Notes since
    |Named nurse|Hospital site
    |NHSServiceAgreementLineNumber|Patient classification|Trust|Episode ID|Coder e-mail|Unit|Admission number
    |Reason uncoded|GP practice code|HospitalProviderSpellNumber"""


def each(headings: str) -> list[str]:
    return [heading.strip() for heading in headings.split("|")]


@pytest.mark.parametrize("kind", OF_PATIENTS)
def test_headings_that_say_who_the_patient_is_are_known(kind):
    headings = each(OF_PATIENTS[kind])
    assert {heading: kind_of_heading(heading) for heading in headings} == dict.fromkeys(headings, kind)


def test_headings_of_staff_wards_and_episodes_are_not_taken_for_the_patients():
    assert [heading for heading in each(OTHERS) if kind_of_heading(heading)] == []


def test_every_heading_of_the_shipped_settings_may_be_in_a_list():
    headings = [heading for headings in shipped().columns.values() for heading in headings]
    assert [heading for heading in headings if kind_of_heading(heading)] == []
