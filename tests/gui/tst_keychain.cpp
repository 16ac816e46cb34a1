// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keychain.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace {

bool hasKeychain()
{
    return qEnvironmentVariableIsSet("RETRYDESK_TEST_KEYCHAIN");
}

} // namespace

class TestKeychain : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void namesHaveNoPassword_data();
    void namesHaveNoPassword();
    void withoutAKeychainNothingIsThereAndNothingIsKept();
    void whatIsKeptIsThere();
    void oneThatWasNeverAskedEnds();
};

void TestKeychain::initTestCase()
{
    if (!hasKeychain())
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere");
}

void TestKeychain::namesHaveNoPassword_data()
{
    QTest::addColumn<QString>("workspace");
    QTest::addColumn<QString>("name");
    QTest::newRow("everything") << u"postgresql://me:pw@h:6543/d?sslmode=require"_s
                                << u"postgresql://me@h:6543/d"_s;
    QTest::newRow("the port that is meant") << u"postgresql://me@h/d"_s << u"postgresql://me@h:5432/d"_s;
    QTest::newRow("as the dialog writes it")
        << u"postgresql://?dbname=d&host=h&password=pw&user=me"_s << u"postgresql://me@h:5432/d"_s;
    QTest::newRow("a file") << u"/tmp/w.retrydesk"_s << QString();
    QTest::newRow("unreadable") << u"postgresql://me:p/w@h/d"_s << QString();
}

void TestKeychain::namesHaveNoPassword()
{
    QFETCH(QString, workspace);
    QTEST(app::keychainName(workspace), "name");
}

void TestKeychain::withoutAKeychainNothingIsThereAndNothingIsKept()
{
    if (hasKeychain())
        QSKIP("there is one");
    app::SystemKeychain keychain;
    QCOMPARE(keychain.read(u"name"_s).result(), std::nullopt);
    const core::Result<void> kept = keychain.write(u"name"_s, u"secret"_s).result();
    QVERIFY(!kept);
    QVERIFY2(kept.error().message.contains(u"was not kept"_s), qPrintable(kept.error().message));
    QVERIFY(!kept.error().message.contains(u"secret"_s) && !kept.error().detail.contains(u"secret"_s));
}

void TestKeychain::whatIsKeptIsThere()
{
    if (!hasKeychain())
        QSKIP("there is none");
    const QString workspace = u"postgresql://me@h/d"_s;
    app::SystemKeychain keychain;
    QCOMPARE(keychain.read(app::keychainName(workspace)).result(), std::nullopt);
    QVERIFY(keychain.write(app::keychainName(workspace), u" p/w ü "_s).result());
    QVERIFY(keychain.write(u"AWS_SECRET_ACCESS_KEY"_s, u"key\n"_s).result());
    core::Secrets secrets{QProcessEnvironment()};
    secrets.addSource(app::keychainSource(&keychain, workspace));
    const auto found = [&secrets](const QString &name) {
        return secrets.find(name).value().value_or(u"absent"_s);
    };
    QCOMPARE(found(u"PGPASSWORD"_s), u" p/w ü "_s);
    QCOMPARE(found(u"AWS_SECRET_ACCESS_KEY"_s), u"key"_s);
    QCOMPARE(found(u"AWS_ACCESS_KEY_ID"_s), u"absent"_s);
}

void TestKeychain::oneThatWasNeverAskedEnds()
{
    const app::SystemKeychain keychain;
}

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
