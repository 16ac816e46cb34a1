// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cause.h"

#include <QSet>
#include <QtTest>

using core::Cause;

namespace {

constexpr int kMaxAttempts = 4;

} // namespace

class TestCause : public QObject
{
    Q_OBJECT

private slots:
    void namesAreDistinctAndComeBack();
    void unknownNamesAreNone_data();
    void unknownNamesAreNone();
    void policy_data();
    void policy();
};

void TestCause::namesAreDistinctAndComeBack()
{
    QSet<QString> names;
    for (int i = 0; i < int(Cause::Count); ++i) {
        const auto cause = static_cast<Cause>(i);
        const QString name = core::causeName(cause);
        QVERIFY2(!names.contains(name), qPrintable(name));
        names.insert(name);
        QCOMPARE(core::causeFromName(name), std::optional(cause));
    }
    QCOMPARE(names.size(), int(Cause::Count));
}

void TestCause::unknownNamesAreNone_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("nothing") << QString();
    QTest::newRow("another case") << QStringLiteral("Timeout");
    QTest::newRow("with a blank") << QStringLiteral("timeout ");
    QTest::newRow("a word of the queue") << QStringLiteral("extraction_failed");
}

void TestCause::unknownNamesAreNone()
{
    QFETCH(QString, name);
    QVERIFY(!core::causeFromName(name));
}

//! The table of domain facts, section 4: after how many attempts a cause is final (0 = never by attempts),
//! whether it uses an attempt, whether it counts for the breaker.
void TestCause::policy_data()
{
    QTest::addColumn<int>("finalAfter");
    QTest::addColumn<bool>("usesAttempt");
    QTest::addColumn<bool>("countsForBreaker");
    const auto rows = [](std::initializer_list<const char *> names, int finalAfter, bool uses, bool counts) {
        for (const char *name : names)
            QTest::newRow(name) << finalAfter << uses << counts;
    };
    rows({"timeout", "connection", "dns", "tls", "truncated", "server_error", "blocked"}, kMaxAttempts, true,
         true);
    rows({"rate_limited"}, 0, false, false);
    rows({"not_found", "not_a_listing", "not_a_vehicle", "parse_failed", "conflict", "forbidden_address",
          "too_large", "too_many_pixels", "redirect_loop"},
         1, false, false);
    rows({"not_an_image", "undecodable", "empty"}, 2, true, false);
    rows({"storage", "database"}, 0, false, false);
}

void TestCause::policy()
{
    QFETCH(int, finalAfter);
    QFETCH(bool, usesAttempt);
    QFETCH(bool, countsForBreaker);
    const auto cause = core::causeFromName(QString::fromUtf8(QTest::currentDataTag()));
    QVERIFY(cause);
    for (int attempts = 1; attempts <= kMaxAttempts + 2; ++attempts)
        QCOMPARE(core::isFinal(*cause, attempts, kMaxAttempts), finalAfter > 0 && attempts >= finalAfter);
    QCOMPARE(core::policyFor(*cause).usesAttempt, usesAttempt);
    QCOMPARE(core::policyFor(*cause).countsForBreaker, countsForBreaker);
}

QTEST_GUILESS_MAIN(TestCause)
#include "tst_cause.moc"
