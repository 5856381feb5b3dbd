"""A household for each clash of facts in the city's catalogue, in short: household | member | …"""

from datetime import date

from matcher.facts import Value
from matcher.needs import Held, Household, Member
from tests.support import family

ODD = {
    "dibao_above_margin_line": "relief_status=dibao income_per_capita_month=2600 "
    "hukou_city=zhongshan",
    "dibao_above_line": "relief_status=dibao income_per_capita_month=1290 hukou_city=zhongshan "
    "| illness=none",
    "margin_above_line": "relief_status=dibao_margin income_per_capita_month=2600 "
    "hukou_city=zhongshan",
    "margin_below_dibao_line": "relief_status=dibao_margin income_per_capita_month=900 "
    "property_within_limit=true hukou_city=zhongshan",
    "status_with_property_over": "relief_status=dibao property_within_limit=false",
    "expenditure_poor_above_cap": "relief_status=expenditure_poor income_per_capita_month=50000 "
    "hukou_city=zhongshan",
    "tekun_with_able_obligor": "relief_status=tekun | support_obligor_able=true",
    "tekun_with_income": "relief_status=tekun income_per_capita_month=3000 hukou_city=zhongshan",
    "tekun_employed": "relief_status=tekun | relation=head employment=employed",
    "held_dibao_other_status": "relief_status=none receives=G001",
    "held_tekun_other_status": "relief_status=none receives=G004",
    "held_margin_other_status": "relief_status=none receives=G002",
    "net_above_gross": "income_per_capita_month=900 net_income_per_capita_month=1200",
    "net_not_as_reckoned": "income_per_capita_month=900 net_income_per_capita_month=100 "
    "rigid_spend_month=300 household_size=3",
    "medical_cost_above_household": "medical_oop_12m=900 | medical_oop_12m=1000",
    "in_hospital_at_no_cost": " | hospitalised_12m=true medical_oop_12m=0",
    "supported_but_not_insured": "relief_status=dibao hukou_city=zhongshan | insured=none",
    "two_heads": " | relation=head | relation=head",
    "two_spouses": " | relation=spouse | relation=spouse",
    "spouse_of_same_sex": " | relation=head sex=m | relation=spouse sex=m",
    "married_too_young": " | relation=spouse age=17",
    "child_not_younger": " | relation=head age=40 | relation=child age=41",
    "child_close_in_age": " | relation=head age=40 | relation=child age=30",
    "parent_not_older": " | relation=head age=40 | relation=parent age=40",
    "parent_close_in_age": " | relation=head age=40 | relation=parent age=50",
    "grandchild_close_in_age": " | relation=head age=50 | relation=grandchild age=25",
    "age_not_of_birth_date": " | age=40 birth_date=1990-01-01",
    "more_listed_than_size": "household_size=1 | relation=head | relation=spouse",
    "alone_among_several": "household_size=3 | lives_alone=true",
    "two_live_alone": " | lives_alone=true | lives_alone=true",
    "single_but_not_alone": "household_size=1 | lives_alone=false",
    "child_lives_alone": " | lives_alone=true age=9",
    "empty_nest_with_child_at_home": "household_size=2 | relation=head empty_nest=true "
    "| relation=child",
    "single_parent_with_spouse": "single_parent=true | relation=head | relation=spouse",
    "single_parent_without_child": "single_parent=true household_size=1 | relation=head age=50",
    "only_child_lost_with_child": "one_child_lost=true | relation=head | relation=child",
    "only_child_lost_and_disabled": "one_child_lost=true one_child_disabled=true",
    "only_child_of_several": "one_child_disabled=true | relation=child | relation=child",
    "only_child_not_disabled": "one_child_disabled=true | relation=child disability_level=4",
    "minor_child_not_listed": "household_size=1 | has_minor_child=true age=40",
    "minor_child_denied": "household_size=2 | relation=head has_minor_child=false age=40 "
    "| relation=child age=10",
    "orphan_with_parent": " | relation=head | relation=child guardian_state=orphan",
    "unattended_with_both_parents": " | relation=head | relation=spouse "
    "| relation=child guardian_state=de_facto_unattended",
    "guarded_when_grown": " | guardian_state=left_behind age=30",
    "obligor_unable_with_working_child": " | relation=head support_obligor_able=false "
    "| relation=child employment=employed age=30",
    "earner_died_but_nobody": "sudden_event=death_of_earner bereaved_within_year=false",
    "died_but_not_bereaved": "bereaved_within_year=false | dead_within_month=true",
    "dead_yet_in_emergency": " | dead_within_month=true emergency_treatment=true",
    "hukou_here_place_elsewhere": "hukou_city=zhongshan hukou_place=zhuhai",
    "member_here_place_elsewhere": "hukou_city=zhongshan | hukou_place=zhuhai",
    "hukou_elsewhere_place_in_province": "hukou_city=other_province hukou_place=zhuhai",
    "local_with_residence_permit": "hukou_city=zhongshan residence_permit=true",
    "no_home_with_area": "housing_tenure=none housing_area_per_capita=20",
    "rented_only_dwelling": "housing_tenure=private_rental only_dwelling=true",
    "safe_dwelling_called_dangerous": "only_dwelling=true dwelling_danger_level=A",
    "uninhabitable_without_cause": "home_uninhabitable=true disaster_hit=false "
    "sudden_event=none dwelling_danger_level=B",
    "rent_arrears_of_owner": "housing_tenure=own rent_arrears=true",
    "labour_above_size": "labour_members=4 household_size=3",
    "labour_above_grown": "labour_members=2 household_size=2 | age=40 | age=9",
    "labour_below_working": "labour_members=0 | employment=employed age=30",
    "zero_employed_but_employed": "zero_employed=true | employment=employed age=30",
    "zero_employed_without_labour": "zero_employed=true labour_members=0",
    "too_young_to_work": " | age=12 employment=employed",
    "retired_young": " | age=30 employment=retired",
    "registered_unemployed_too_old": " | age=70 employment=unemployed_registered",
    "employed_with_months_out_of_work": " | employment=employed unemployed_months=5",
    "months_beyond_working_life": " | age=20 unemployed_months=200",
    "business_and_unemployed": " | employment=unemployed_registered business_registered_months=8",
    "child_with_employees_insurance": " | age=9 insured=employee",
    "unable_without_cause": " | employment=unable illness=none disability_type=none "
    "self_care=able age=40",
    "disabled_yet_carer": " | self_care=disabled carer=true",
    "disabled_yet_employed": " | self_care=disabled employment=employed",
    "student_not_in_school": " | employment=student education_stage=none",
    "schoolchild_with_work": " | employment=employed education_stage=primary",
    "too_old_or_young_for_stage": " | education_stage=primary age=30",
    "school_age_not_in_school": " | education_stage=none age=9",
    "year_beyond_stage": " | education_stage=junior year_of_study=6",
    "graduating_outside_school": " | graduating=true education_stage=none",
    "admitted_from_too_low": " | admitted_college=true education_stage=primary",
    "loan_before_college": " | student_loan_held=true education_stage=junior",
    "no_disability_with_grade": " | disability_type=none disability_level=2",
    "grade_without_certificate": " | disability_certified=false disability_level=2",
    "disability_against_sense": " | disability_type=visual vision_problem=false",
    "wheelchair_vehicle_without_disability": " | motor_wheelchair=true disability_type=none",
    "special_needs_child_grown": " | special_needs_child=true age=30",
    "well_with_disease": " | illness=none disease=cancer",
    "critical_without_disease": " | illness=critical disease=none",
    "cancer_site_without_cancer": " | cancer_site=breast disease=stroke",
    "cancer_without_site": " | disease=cancer cancer_site=none",
    "male_with_female_state": " | sex=m pregnant=true",
    "childbearing_age": " | pregnant=true age=70",
    "mental_file_without_illness": " | severe_mental_registered=true illness=none",
    "risk_grade_without_file": " | mental_risk_level=3 severe_mental_registered=false",
    "dying_but_well": " | terminal=true illness=none",
    "released_as_child": " | released=true age=9",
    "unidentified_with_birth_date": " | identity_unknown=true birth_date=1960-01-01",
}


def odd(text: str) -> Household:
    """Return the household that a short text describes; its members are m1, m2, …"""
    own, *others = [dict(pair.split("=") for pair in part.split()) for part in text.split("|")]
    receiving = [Held(code) for code in [own.pop("receives", "")] if code]
    members = [Member(f"m{n}", _values(facts)) for n, facts in enumerate(others, start=1)]
    return family(*members, receiving=receiving, **_values(own))


def _values(facts: dict[str, str]) -> dict[str, Value]:
    return {name: _value(name, text) for name, text in facts.items()}


def _value(name: str, text: str) -> Value:
    if name == "birth_date":
        return date.fromisoformat(text)
    if text in ("true", "false"):
        return text == "true"
    return int(text) if text.isdigit() else text
