// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/cause.h"

#include <QSet>
#include <QtTest>

using core::Cause;
using Retry = core::CausePolicy::Retry;

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
    void retryWordsComeBack();
    void aPolicysOwnTriesWin_data();
    void aPolicysOwnTriesWin();
    void byNatureTriesDoNotCount();
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
          "too_large", "too_many_pixels", "redirect_loop", "worker_died"},
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

void TestCause::retryWordsComeBack()
{
    QStringList words;
    for (const Retry retry : core::kAllRetries) {
        const QString word = core::retryName(retry);
        QCOMPARE(core::retryFromName(word), std::optional(retry));
        words.append(word);
    }
    QCOMPARE(words.join(u' '),
             QStringLiteral("backoff long_backoff once when_told new_extractor never stop_worker"));
    QVERIFY(!core::retryFromName(QStringLiteral("Never")));
    QVERIFY(!core::retryFromName(QString()));
}

void TestCause::aPolicysOwnTriesWin_data()
{
    QTest::addColumn<Retry>("retry");
    QTest::addColumn<int>("own");        // 0: not set
    QTest::addColumn<int>("finalAfter"); // 0: never
    QTest::newRow("backoff as the workspace says") << Retry::Backoff << 0 << kMaxAttempts;
    QTest::newRow("backoff with fewer tries") << Retry::Backoff << 1 << 1;
    QTest::newRow("backoff with more tries") << Retry::Backoff << 9 << 9;
    QTest::newRow("long backoff with more tries") << Retry::LongBackoff << 7 << 7;
    QTest::newRow("once is once") << Retry::Once << 9 << 2;
    QTest::newRow("never is never") << Retry::Never << 9 << 1;
    QTest::newRow("a new extractor is no matter of tries") << Retry::NewExtractor << 9 << 1;
    QTest::newRow("told is no matter of tries") << Retry::WhenTold << 1 << 0;
}

void TestCause::aPolicysOwnTriesWin()
{
    QFETCH(Retry, retry);
    QFETCH(int, own);
    QFETCH(int, finalAfter);
    core::CausePolicy policy = core::policyFor(Cause::Timeout);
    policy.retry = retry;
    if (own > 0)
        policy.maxAttempts = own;
    for (int attempts = 1; attempts <= 12; ++attempts)
        QCOMPARE(core::isFinal(policy, attempts, kMaxAttempts), finalAfter > 0 && attempts >= finalAfter);
}

void TestCause::byNatureTriesDoNotCount()
{
    for (int i = 0; i < int(Cause::Count); ++i) {
        core::CausePolicy policy = core::policyFor(static_cast<Cause>(i));
        policy.maxAttempts = 1;
        for (int attempts = 0; attempts <= 100; ++attempts) {
            QCOMPARE(core::isFinalByNature(policy, attempts),
                     core::isFinal(policy.cause, attempts, std::numeric_limits<int>::max()));
        }
    }
}

QTEST_GUILESS_MAIN(TestCause)
#include "tst_cause.moc"
