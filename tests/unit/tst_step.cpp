// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failuretype.h"
#include "core/salestatus.h"
#include "core/step.h"

#include <QtTest>

using namespace core;

class TestStep : public QObject
{
    Q_OBJECT

private slots:
    void stepNames_data();
    void stepNames();
    void statusNamesComeBack();
    void failureTypesBelongToSteps();
    void saleStatusNamesComeBack();
};

void TestStep::stepNames_data()
{
    QTest::addColumn<int>("step");
    QTest::newRow("fetch_listing") << int(Step::FetchListing);
    QTest::newRow("extract_data") << int(Step::ExtractData);
    QTest::newRow("extract_images") << int(Step::ExtractImages);
    QTest::newRow("extract_vin") << int(Step::ExtractVin);
    QTest::newRow("backfill_images") << int(Step::BackfillImages);
}

void TestStep::stepNames()
{
    QFETCH(int, step);
    const QString name = QString::fromUtf8(QTest::currentDataTag());
    QCOMPARE(QString(stepName(static_cast<Step>(step))), name);
    QCOMPARE(stepFromName(name), std::optional(static_cast<Step>(step)));
    QVERIFY(!stepFromName(name.toUpper()));
}

void TestStep::statusNamesComeBack()
{
    for (const StepStatus status : {StepStatus::Pending, StepStatus::Running, StepStatus::Success,
                                    StepStatus::Failed, StepStatus::Skipped})
        QCOMPARE(stepStatusFromName(QString(stepStatusName(status))), std::optional(status));
    QVERIFY(!stepStatusFromName(u"done"));
    QVERIFY(!stepStatusFromName({}));
}

void TestStep::failureTypesBelongToSteps()
{
    FailureTypes all;
    for (const FailureType type : kAllFailureTypes) {
        QVERIFY(failureTypesOf(stepFor(type)).testFlag(type));
        QCOMPARE(failureTypeFromName(QString(failureTypeName(type))), std::optional(type));
        all |= type;
    }
    FailureTypes closed;
    for (const Step step : kAllSteps)
        closed |= failureTypesOf(step);
    QCOMPARE(closed, all);
    QCOMPARE(failureTypesOf(Step::FetchListing), FailureTypes());
    QCOMPARE(failureTypeNames(all).size(), qsizetype(kAllFailureTypes.size()));
    QVERIFY(failureTypeNames({}).isEmpty());
}

void TestStep::saleStatusNamesComeBack()
{
    for (const SaleStatus status :
         {SaleStatus::Unknown, SaleStatus::Sold, SaleStatus::ReserveNotMet, SaleStatus::BidTo,
          SaleStatus::NoSale, SaleStatus::Active, SaleStatus::Withdrawn})
        QCOMPARE(saleStatusFromName(QString(saleStatusName(status))), std::optional(status));
    QVERIFY(!saleStatusFromName(u"Sold"));
}

QTEST_GUILESS_MAIN(TestStep)
#include "tst_step.moc"
