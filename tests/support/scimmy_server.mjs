// Serves people by SCIM with the npm packages scimmy and scimmy-routers, and prints the port.
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const [people, token] = process.argv.slice(2);
const users = Array.from({length: Number(people)}, (_, number) => (
    {id: `s${number}`, userName: `p${number}@x.org`, active: true}
));
SCIMMY.Resources.declare(SCIMMY.Resources.User).egress(() => users);

const handler = (request) => {
    if (request.header("Authorization") !== `Bearer ${token}`) throw new Error("The token is wrong");
};
const server = express()
    .use("/scim", new SCIMMYRouters({type: "bearer", handler}))
    .listen(0, "127.0.0.1", () => console.log(server.address().port));
